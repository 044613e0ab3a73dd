// SPDX-License-Identifier: BSD-3-Clause

/// One lane of `accel_requant`: a DSP48E1 multiplies 25 by 18 bits and adds rounding and zero
/// point.
///
/// Latency 9 cycles from `sum_i`; `bias_i` and `multiplier_i` come 2 cycles behind it. One sum a
/// cycle.
module accel_rescale #(
  parameter int SumWidth = 32,
  parameter int PreShift = 0,
  parameter int Shift = 20,
  parameter int ZeroPoint = 0,
  parameter int Minimum = -128,
  parameter int Maximum = 127,
  parameter int CodeWidth = 8
) (
  input  logic                        clk_i,
  input  logic signed [ SumWidth-1:0] sum_i,
  input  logic signed [         31:0] bias_i,
  input  logic        [         16:0] multiplier_i,
  output logic        [CodeWidth-1:0] code_o
);
  localparam logic signed [47:0] Constant =
      (48'sd1 <<< (Shift - 1)) + (48'(signed'(ZeroPoint)) <<< Shift);
  localparam int RoundedWidth = 48 - Shift;

  logic signed [SumWidth-1:0] sum1_q, sum2_q;
  // In the fabric, so that no adder lies on the way to the DSP.
  (* keep *) logic signed [31:0] biased_q;
  (* keep *) logic [16:0] multiplier_q;
  logic signed [47:0] scaled;
  logic [47:0] cascade;
  logic signed [RoundedWidth-1:0] rounded_q;
  logic over_q, under_q;
  logic [CodeWidth-1:0] low_q, code_q;

  always_ff @(posedge clk_i) begin
    sum1_q <= sum_i;
    sum2_q <= sum1_q;
    biased_q <= 32'(sum2_q) + bias_i;
    multiplier_q <= multiplier_i;
    rounded_q <= scaled[47:Shift];
    over_q <= rounded_q > RoundedWidth'(signed'(Maximum));
    under_q <= rounded_q < RoundedWidth'(signed'(Minimum));
    low_q <= rounded_q[CodeWidth-1:0];
    code_q <= over_q ? CodeWidth'(Maximum) : under_q ? CodeWidth'(Minimum) : low_q;
  end
  assign code_o = code_q;

  accel_scale #(
    .Constant(Constant),
    .First(1)
  ) u_scale (
    .clk_i,
    .value_i(25'(biased_q >>> PreShift)),
    .factor_i({1'b0, multiplier_q}),
    .cascade_i('0),
    .cascade_o(cascade),
    .sum_o(scaled)
  );

  logic unused;
  assign unused = &{1'b0, scaled[Shift-1:0], cascade};
endmodule
