// SPDX-License-Identifier: BSD-3-Clause

/// What a stage of a stream must do, for proofs: lose nothing, double nothing, keep the order, hold
/// its output until it is taken, and not hold it back.
///
/// Any beat may be marked as it enters; it must leave behind those that were before it, unchanged. As
/// the solver chooses which one, this holds for all of them. Assumes that the sender holds its beats.
module formal_stream #(
  /// Bits of a beat.
  parameter int Bits = 2,
  /// Beats that it holds at most.
  parameter int Capacity = 2,
  /// Cycles that beats may be inside without one being offered.
  parameter int Latency = 1,
  /// Bits of a number of beats.
  parameter int CountBits = 2
) (
  input  logic                 clk_i,
  input  logic                 rst_i,
  input  logic                 in_valid_i,
  input  logic                 in_ready_i,
  input  logic [     Bits-1:0] in_data_i,
  input  logic                 out_valid_i,
  input  logic                 out_ready_i,
  input  logic [     Bits-1:0] out_data_i,
  /// Beats inside; whether the marked one is, how many are ahead of it, and what it holds.
  output logic [CountBits-1:0] held_o,
  output logic                 marked_o,
  output logic [CountBits-1:0] ahead_o,
  output logic [     Bits-1:0] mark_o
);
  (* anyseq *) logic pick;

  logic [CountBits-1:0] held_q, ahead_q, wait_q;
  logic marked_q, push, pop;
  logic [Bits-1:0] mark_q;

  assign push = in_valid_i && in_ready_i;
  assign pop = out_valid_i && out_ready_i;
  assign held_o = held_q;
  assign marked_o = marked_q;
  assign ahead_o = ahead_q;
  assign mark_o = mark_q;

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      held_q <= '0;
      marked_q <= 1'b0;
      wait_q <= '0;
    end else begin
      held_q <= held_q + CountBits'(push) - CountBits'(pop);
      wait_q <= held_q != '0 && !out_valid_i ? wait_q + 1'b1 : '0;
      if (marked_q) begin
        marked_q <= !(pop && ahead_q == '0);
        ahead_q <= ahead_q - CountBits'(pop);
      end else if (push && pick) begin
        marked_q <= 1'b1;
        ahead_q <= held_q - CountBits'(pop);
        mark_q <= in_data_i;
      end
    end
  end

  // The first cycle is a reset; others may come at any time.
  logic begun_q = 1'b0;
  logic rst_q, in_held_q, out_held_q;
  logic [Bits-1:0] in_data_q, out_data_q;

  always_ff @(posedge clk_i) begin
    begun_q <= 1'b1;
    rst_q <= rst_i;
    in_held_q <= in_valid_i && !in_ready_i;
    in_data_q <= in_data_i;
    out_held_q <= out_valid_i && !out_ready_i;
    out_data_q <= out_data_i;
  end

  always_comb begin
    if (!begun_q) assume (rst_i);
    if (begun_q && !rst_q && in_held_q) begin
      assume (in_valid_i);
      assume (in_data_i == in_data_q);
    end
    if (begun_q && !rst_i) begin
      assert (held_q <= CountBits'(Capacity));
      assert (wait_q < CountBits'(Latency));
      if (out_valid_i) assert (held_q != '0);
      if (held_q == '0) assert (in_ready_i);
      if (marked_q) assert (ahead_q < held_q);
      if (marked_q && ahead_q == '0 && out_valid_i) assert (out_data_i == mark_q);
      if (!rst_q && out_held_q) begin
        assert (out_valid_i);
        assert (out_data_i == out_data_q);
      end
    end
  end
endmodule
