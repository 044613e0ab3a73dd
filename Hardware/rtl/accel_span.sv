// SPDX-License-Identifier: BSD-3-Clause

/// Counts steps through three stretches, over and over, and tells when it is in the middle one.
///
/// `within_o` and `last_o` come from registers.
module accel_span #(
  /// Steps of the stretches: 0 or more, 1 or more, 0 or more.
  parameter int Before = 1,
  parameter int Within = 2,
  parameter int Behind = 1
) (
  input  logic clk_i,
  /// Back to the first step; synchronous.
  input  logic rst_i,
  /// Go on by one.
  input  logic step_i,
  /// This step is in the middle stretch.
  output logic within_o,
  /// This is the last step of a round.
  output logic last_o
);
  localparam int Count = Before + Within + Behind;

  if (Within < 1 || Before < 0 || Behind < 0) begin : gen_bad_stretch
    $error("accel_span: Within must be 1 or more, Before and Behind 0 or more");
  end

  if (Count == 1) begin : gen_always
    assign within_o = 1'b1;
    assign last_o = 1'b1;
    logic unused;
    assign unused = &{1'b0, clk_i, rst_i, step_i};
  end else begin : gen_count
    localparam int Bits = $clog2(Count);

    logic [Bits-1:0] value_q;
    logic within_q, last_q;

    always_ff @(posedge clk_i) begin
      if (rst_i) begin
        value_q <= '0;
        last_q <= 1'b0;
        within_q <= Before == 0;
      end else if (step_i) begin
        value_q <= last_q ? '0 : value_q + 1'b1;
        last_q <= value_q == Bits'(Count - 2);
        if (last_q) within_q <= Before == 0;
        else if (value_q == Bits'(Before + Within - 1)) within_q <= 1'b0;
        else if (Before > 0 && value_q == Bits'(Before - 1)) within_q <= 1'b1;
      end
    end

    assign within_o = within_q;
    assign last_o = last_q;
  end
endmodule
