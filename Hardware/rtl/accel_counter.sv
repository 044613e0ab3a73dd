// SPDX-License-Identifier: BSD-3-Clause

/// Counts steps modulo `Count` and tells the last one.
///
/// `last_o` comes from a register, so nested loops of any depth cost one gate: the step of an outer
/// counter is the step of the inner one in its last place.
module accel_counter #(
  /// Steps of a round, 1 or more.
  parameter int Count = 4
) (
  input  logic clk_i,
  /// Back to the first step; synchronous.
  input  logic rst_i,
  /// Go on by one.
  input  logic step_i,
  /// This is the last step of a round.
  output logic last_o
);
  if (Count < 1) begin : gen_bad_count
    $error("accel_counter: Count must be 1 or more");
  end

  if (Count == 1) begin : gen_always
    assign last_o = 1'b1;
    logic unused;
    assign unused = &{1'b0, clk_i, rst_i, step_i};
  end else begin : gen_count
    localparam int Bits = $clog2(Count);

    logic [Bits-1:0] value_q;
    logic last_q;

    always_ff @(posedge clk_i) begin
      if (rst_i) begin
        value_q <= '0;
        last_q <= 1'b0;
      end else if (step_i) begin
        value_q <= last_q ? '0 : value_q + 1'b1;
        last_q <= value_q == Bits'(Count - 2);
      end
    end

    assign last_o = last_q;
  end
endmodule
