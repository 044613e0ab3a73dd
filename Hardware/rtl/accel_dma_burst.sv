// SPDX-License-Identifier: BSD-3-Clause

/// Beats of the next burst: up to the next border of 16 beats (128 bytes), so that no burst is longer
/// than AXI3 allows, and none crosses 4 KiB. Combinational.
module accel_dma_burst #(
  /// Bits of a number of beats.
  parameter int unsigned BeatsWidth = 23
) (
  /// Lowest bits of the address in beats of 8 bytes.
  input  logic [3:0]            address_i,
  /// Beats to go, at least 1.
  input  logic [BeatsWidth-1:0] left_i,
  /// 1 to 16.
  output logic [4:0]            beats_o
);
  logic [4:0] room;

  assign room    = 5'd16 - {1'b0, address_i};
  assign beats_o = left_i < BeatsWidth'(room) ? left_i[4:0] : room;
endmodule
