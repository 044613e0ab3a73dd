// SPDX-License-Identifier: BSD-3-Clause

/// Beats from the processor's pins, each of which drives one register.
///
/// A beat passes at most every three cycles. There is no reset: a beat that the processor has handed
/// over is never forgotten.
module accel_pin_take #(
  /// Bits of a beat.
  parameter int unsigned Width = 1
) (
  input  logic             clk_i,
  /// From and to the processor.
  input  logic             pin_valid_i,
  output logic             pin_ready_o,
  input  logic [Width-1:0] pin_data_i,
  /// The beat; taken in a cycle in which both are high.
  output logic             valid_o,
  input  logic             ready_i,
  output logic [Width-1:0] data_o
);
  (* keep *) logic             valid_q;
  (* keep *) logic [Width-1:0] data_q;
  (* keep *) logic             ready_q;
  logic             stale_q;
  logic             held_q;
  logic [Width-1:0] held_data_q;
  logic             take;

  // What is seen in the two cycles behind a take may be the beat that was taken.
  assign take = valid_q && !ready_q && !stale_q && !held_q;

  assign pin_ready_o = ready_q;
  assign valid_o     = held_q;
  assign data_o      = held_data_q;

  // As the chip is configured.
  initial begin
    valid_q = 1'b0;
    ready_q = 1'b0;
    stale_q = 1'b0;
    held_q = 1'b0;
  end

  always_ff @(posedge clk_i) begin
    valid_q <= pin_valid_i;
    data_q  <= pin_data_i;
    ready_q <= take;
    stale_q <= ready_q;
    if (take) held_data_q <= data_q;
    if (take) held_q <= 1'b1;
    else if (ready_i) held_q <= 1'b0;
  end

`ifdef FORMAL
`include "formal/accel_pin_take.svh"
`endif
endmodule
