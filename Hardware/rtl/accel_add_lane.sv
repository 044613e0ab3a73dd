// SPDX-License-Identifier: BSD-3-Clause

/// One lane of `accel_add`: two DSPs in a cascade, and the clamping.
///
/// Latency 7 cycles, a pair of codes a cycle.
module accel_add_lane #(
  /// As in `accel_add`.
  parameter int Width = 8,
  parameter int ZeroPointA = 0,
  parameter int ZeroPointB = 0,
  parameter int MultiplierA = 65536,
  parameter int MultiplierB = 65536,
  parameter int Shift = 16,
  parameter int ZeroPoint = 0,
  parameter int Minimum = -128,
  parameter int Maximum = 127,
  parameter int CodeWidth = 8
) (
  input  logic                        clk_i,
  input  logic signed [    Width-1:0] a_i,
  input  logic signed [    Width-1:0] b_i,
  output logic        [CodeWidth-1:0] code_o
);
  localparam logic signed [17:0] FactorA = 18'(MultiplierA);
  localparam logic signed [17:0] FactorB = 18'(MultiplierB);
  localparam logic signed [47:0] Constant =
      (48'sd1 <<< (Shift - 1)) + (48'(signed'(ZeroPoint)) <<< Shift)
      - 48'(signed'(ZeroPointA)) * 48'(signed'(MultiplierA))
      - 48'(signed'(ZeroPointB)) * 48'(signed'(MultiplierB));
  localparam int RoundedWidth = 48 - Shift;

  logic signed [24:0] a_q, b1_q, b2_q;
  logic signed [42:0] product_a_q, product_b_q;
  logic signed [47:0] sum_a_q, sum_q;
  logic signed [RoundedWidth-1:0] rounded_q;
  logic over_q, under_q;
  logic [CodeWidth-1:0] low_q, code_q;

  always_ff @(posedge clk_i) begin
    a_q <= 25'(a_i);
    b1_q <= 25'(b_i);
    b2_q <= b1_q;
    product_a_q <= a_q * FactorA;
    product_b_q <= b2_q * FactorB;
    sum_a_q <= 48'(product_a_q) + Constant;
    sum_q <= sum_a_q + 48'(product_b_q);
    rounded_q <= sum_q[47:Shift];
    over_q <= rounded_q > RoundedWidth'(signed'(Maximum));
    under_q <= rounded_q < RoundedWidth'(signed'(Minimum));
    low_q <= rounded_q[CodeWidth-1:0];
    code_q <= over_q ? CodeWidth'(Maximum) : under_q ? CodeWidth'(Minimum) : low_q;
  end
  assign code_o = code_q;

  logic unused;
  assign unused = &{1'b0, sum_q[Shift-1:0]};
endmodule
