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

  // Kept, for Yosys would count it as one of the DSP's own registers.
  (* keep *) logic signed [Width-1:0] b_q;
  logic [47:0] scaled_a, sum_a, cascade;
  logic signed [47:0] sum;
  logic signed [RoundedWidth-1:0] rounded_q;
  logic over_q, under_q;
  logic [CodeWidth-1:0] low_q, code_q;

  always_ff @(posedge clk_i) begin
    b_q <= b_i;
    rounded_q <= sum[47:Shift];
    over_q <= rounded_q > RoundedWidth'(signed'(Maximum));
    under_q <= rounded_q < RoundedWidth'(signed'(Minimum));
    low_q <= rounded_q[CodeWidth-1:0];
    code_q <= over_q ? CodeWidth'(Maximum) : under_q ? CodeWidth'(Minimum) : low_q;
  end
  assign code_o = code_q;

  accel_scale #(
    .Constant(Constant),
    .First   (1)
  ) u_a (
    .clk_i,
    .value_i  (25'(a_i)),
    .factor_i (FactorA),
    .cascade_i('0),
    .cascade_o(scaled_a),
    .sum_o    (sum_a)
  );

  accel_scale #(
    .First(0)
  ) u_b (
    .clk_i,
    .value_i  (25'(b_q)),
    .factor_i (FactorB),
    .cascade_i(scaled_a),
    .cascade_o(cascade),
    .sum_o    (sum)
  );

  logic unused;
  assign unused = &{1'b0, sum_a, sum[Shift-1:0], cascade};
endmodule
