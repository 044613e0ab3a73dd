// SPDX-License-Identifier: BSD-3-Clause

/// Passes that read an array's weights back: for address, for tap, one of a single step whose
/// activations are 1 at the tap and 0 elsewhere. They are far enough apart for the sums of all
/// chains to follow each other on the way out.
module accel_weight_read #(
  parameter int Taps = 2,
  parameter int Chains = 2,
  /// Words of a memory.
  parameter int Depth = 16
) (
  input  logic            clk_i,
  input  logic            rst_i,
  /// High for one cycle while no pass is under way.
  input  logic            start_i,
  /// There is room for the sums of a pass.
  input  logic            room_i,
  /// All sums that were asked for were taken.
  input  logic            empty_i,
  /// From the cycle behind `start_i` to that of `done_o`.
  output logic            active_o,
  /// A pass begins in this cycle, with the next address behind it if `next_o`.
  output logic            issue_o,
  output logic            next_o,
  /// Activations, a bit each.
  output logic [Taps-1:0] taps_o,
  /// High for one cycle: everything was asked for and taken.
  output logic            done_o
);
  /// Cycles between passes: more than results take, and enough for `room_i` and `empty_i` to tell.
  localparam int Gap = Chains + 4;

  logic active_q, asked_q, done_q;
  logic [Taps-1:0] taps_q;
  logic last_address, gap_over_q;
  logic [6:0] gap_q;

  assign issue_o = active_q && !asked_q && gap_over_q && room_i;
  assign next_o = taps_q[Taps-1];

  accel_counter #(
    .Count(Depth)
  ) u_address (
    .clk_i,
    .rst_i,
    .step_i(issue_o && next_o),
    .last_o(last_address)
  );

  always_ff @(posedge clk_i) begin
    done_q <= 1'b0;
    if (rst_i) begin
      active_q <= 1'b0;
      asked_q <= 1'b0;
      gap_over_q <= 1'b0;
      gap_q <= '0;
      taps_q <= Taps'(1);
    end else if (issue_o) begin
      taps_q <= next_o ? Taps'(1) : taps_q << 1;
      asked_q <= next_o && last_address;
      gap_over_q <= 1'b0;
      gap_q <= 7'(Gap);
    end else begin
      gap_over_q <= gap_q == '0;
      if (gap_q != '0) gap_q <= gap_q - 1'b1;
      if (start_i) active_q <= 1'b1;
      if (asked_q && gap_over_q && empty_i) begin
        active_q <= 1'b0;
        asked_q <= 1'b0;
        done_q <= active_q;
      end
    end
  end

  assign active_o = active_q;
  assign taps_o = taps_q;
  assign done_o = done_q;
endmodule
