// SPDX-License-Identifier: BSD-3-Clause

/// Separates the two sums in a cascade's `(w1 * 2^17 + w0) * activation`.
///
/// Up to 4 products of `w0` fit the 17 low bits as a signed number. For more, bits 17 and 18 of
/// their sum are `sum[18:17] - h` modulo 4, where `h`, the sum of `w1 * activation` modulo 4, is
/// made here beside the cascade. Latency 2 cycles from `sum_i`; one sum a cycle.
module accel_fields #(
  /// DSPs of the cascade, 1 to 10.
  parameter int Taps = 10,
  /// Bits of the sums, 20 or more.
  parameter int SumWidth = 32
) (
  input  logic                       clk_i,
  /// What the DSPs take, tap `i` `i` cycles later than tap 0.
  input  logic [Taps-1:0][     15:0] weights_i,
  input  logic [Taps-1:0][      7:0] activations_i,
  /// The cascade's sum, 5 cycles behind the last tap's operands.
  input  logic [               36:0] sum_i,
  output logic [       SumWidth-1:0] low_o,
  output logic [       SumWidth-1:0] high_o
);
  /// Bits of the sum of `w0 * activation`, and of `h`.
  localparam int LowWidth = Taps <= 4 ? 17 : Taps <= 8 ? 18 : 19;
  localparam int Extra = LowWidth - 17;

  logic signed [LowWidth-1:0] low_q;
  logic signed [19:0] above_q;
  if (Extra == 0) begin : gen_short
    always_ff @(posedge clk_i) low_q <= sum_i[16:0];
    logic unused;
    assign unused = &{1'b0, weights_i, activations_i};
  end else begin : gen_long
    logic [(Taps+1)*Extra-1:0] partial;
    assign partial[0+:Extra] = '0;
    for (genvar tap = 0; tap < Taps; tap++) begin : gen_tap
      // What the DSPs take comes from where they are.
      (* keep *) logic [Extra-1:0] weight_q, activation_q;
      logic [Extra-1:0] partial_q;
      always_ff @(posedge clk_i) begin
        weight_q <= weights_i[tap][8+:Extra];
        activation_q <= activations_i[tap][0+:Extra];
        partial_q <= partial[tap*Extra+:Extra] + weight_q * activation_q;
      end
      assign partial[(tap+1)*Extra+:Extra] = partial_q;
    end
    logic [Extra-1:0] modulo;
    accel_delay #(
      .Width(Extra),
      .Stages(3)
    ) u_modulo (
      .clk_i,
      .data_i(partial[Taps*Extra+:Extra]),
      .data_o(modulo)
    );
    always_ff @(posedge clk_i) low_q <= {sum_i[17+:Extra] - modulo, sum_i[16:0]};
    logic unused;
    assign unused = &{1'b0, weights_i, activations_i};
  end

  logic signed [SumWidth-1:0] low2_q, high_q;
  always_ff @(posedge clk_i) begin
    above_q <= sum_i[36:17];
    low2_q <= SumWidth'(low_q);
    high_q <= SumWidth'(above_q) - SumWidth'(low_q >>> 17);
  end
  assign low_o = low2_q;
  assign high_o = high_q;

endmodule
