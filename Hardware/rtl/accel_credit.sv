// SPDX-License-Identifier: BSD-3-Clause

/// Keeps account of the free places of a memory that is fed through a pipeline without handshake.
///
/// `room_o` comes from a register: it tells that `Threshold` places were free before the latest
/// cycle, so whoever takes places in two cycles in a row needs a threshold of twice as many.
module accel_credit #(
  /// Places.
  parameter int Places = 16,
  /// Places that `room_o` promises.
  parameter int Threshold = 1,
  localparam int Bits = $clog2(Places + 1)
) (
  input  logic            clk_i,
  /// All places are free; synchronous.
  input  logic            rst_i,
  /// Takes `count_i` places.
  input  logic            take_i,
  input  logic [Bits-1:0] count_i,
  /// Gives one place back.
  input  logic            give_i,
  output logic            room_o,
  /// All places are free, or were before the latest cycle.
  output logic            empty_o
);
  if (Threshold > Places) begin : gen_bad_threshold
    $error("accel_credit: Threshold must be at most Places");
  end

  logic [Bits-1:0] free_q;
  logic give_q, room_q, empty_q;
  always_ff @(posedge clk_i) begin
    give_q <= give_i && !rst_i;
    if (rst_i) begin
      free_q <= Bits'(Places);
      room_q <= 1'b0;
      empty_q <= 1'b0;
    end else begin
      free_q <= free_q + Bits'(give_q) - (take_i ? count_i : '0);
      room_q <= free_q >= Bits'(Threshold);
      empty_q <= free_q == Bits'(Places);
    end
  end
  assign room_o = room_q;
  assign empty_o = empty_q;

`ifdef FORMAL
`include "formal/accel_credit.svh"
`endif
endmodule
