// SPDX-License-Identifier: BSD-3-Clause

/// One stream to two; each side takes its own time, and a beat is over when both have it.
///
/// Latency 0, one beat a cycle. `in_ready_o` depends on `a_ready_i` and `b_ready_i`, `a_valid_o` and
/// `b_valid_o` on `in_valid_i`, but neither of these on the other side's ready.
module accel_fork #(
  /// Bits of a beat.
  parameter int Bits = 8
) (
  input  logic            clk_i,
  input  logic            rst_i,
  input  logic            in_valid_i,
  output logic            in_ready_o,
  input  logic [Bits-1:0] in_data_i,
  output logic            a_valid_o,
  input  logic            a_ready_i,
  output logic [Bits-1:0] a_data_o,
  output logic            b_valid_o,
  input  logic            b_ready_i,
  output logic [Bits-1:0] b_data_o
);
  // This side has the beat already.
  logic a_done_q, b_done_q;
  logic a_done, b_done;

  assign a_data_o = in_data_i;
  assign b_data_o = in_data_i;
  assign a_valid_o = in_valid_i && !a_done_q;
  assign b_valid_o = in_valid_i && !b_done_q;
  assign a_done = a_ready_i || a_done_q;
  assign b_done = b_ready_i || b_done_q;
  assign in_ready_o = a_done && b_done;

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      a_done_q <= 1'b0;
      b_done_q <= 1'b0;
    end else if (in_valid_i) begin
      a_done_q <= a_done && !b_done;
      b_done_q <= b_done && !a_done;
    end
  end

`ifdef FORMAL
`include "formal/accel_fork.svh"
`endif
endmodule
