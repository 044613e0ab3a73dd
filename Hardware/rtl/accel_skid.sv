// SPDX-License-Identifier: BSD-3-Clause

/// A register stage of a stream that cuts all paths between its two sides.
///
/// Latency 1 cycle, one beat a cycle. `in_ready_o`, `out_valid_o` and `out_data_o` come from
/// registers.
module accel_skid #(
  /// Bits of a beat.
  parameter int Bits = 8
) (
  input  logic            clk_i,
  /// Empties the stage; synchronous.
  input  logic            rst_i,
  input  logic            in_valid_i,
  output logic            in_ready_o,
  input  logic [Bits-1:0] in_data_i,
  output logic            out_valid_o,
  input  logic            out_ready_i,
  output logic [Bits-1:0] out_data_o
);
  logic [Bits-1:0] data_q, spare_q;
  logic valid_q, ready_q;
  logic move;

  assign in_ready_o = ready_q;
  assign out_valid_o = valid_q;
  assign out_data_o = data_q;
  assign move = out_ready_i || !valid_q;

  // What comes while the first register is held up waits in the second one.
  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      valid_q <= 1'b0;
      ready_q <= 1'b1;
    end else if (move) begin
      valid_q <= in_valid_i || !ready_q;
      ready_q <= 1'b1;
    end else if (in_valid_i) begin
      ready_q <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (move) data_q <= ready_q ? in_data_i : spare_q;
    if (ready_q) spare_q <= in_data_i;
  end

`ifdef FORMAL
`include "formal/accel_skid.svh"
`endif
endmodule
