// SPDX-License-Identifier: BSD-3-Clause

/// Beats to the processor's pins, each of which comes from one register; the ready pin goes to one.
///
/// A beat passes at most every second cycle. There is no reset: a beat that was offered stays so
/// until the processor has taken it.
module accel_pin_give #(
  /// Bits of a beat.
  parameter int unsigned Width = 1
) (
  input  logic             clk_i,
  /// The beat; taken in a cycle in which both are high.
  input  logic             valid_i,
  output logic             ready_o,
  input  logic [Width-1:0] data_i,
  /// To and from the processor.
  output logic             pin_valid_o,
  input  logic             pin_ready_i,
  output logic [Width-1:0] pin_data_o
);
  (* keep *) logic             valid_q;
  (* keep *) logic [Width-1:0] data_q;

  assign ready_o     = !valid_q;
  assign pin_valid_o = valid_q;
  assign pin_data_o  = data_q;

  // As the chip is configured.
  initial valid_q = 1'b0;

  always_ff @(posedge clk_i) begin
    valid_q <= valid_q ? !pin_ready_i : valid_i;
    if (!valid_q) data_q <= data_i;
  end

`ifdef FORMAL
`include "formal/accel_pin_give.svh"
`endif
endmodule
