// SPDX-License-Identifier: BSD-3-Clause

/// Limits codes: `min(max(code, Minimum), Maximum)`.
///
/// Latency 1 cycle, one beat a cycle; all outputs come from registers.
module accel_clamp #(
  /// Bits of an element.
  parameter int Width = 8,
  /// Elements of a beat.
  parameter int Lanes = 1,
  /// Codes.
  parameter int Minimum = 0,
  parameter int Maximum = 127
) (
  input  logic                   clk_i,
  input  logic                   rst_i,
  input  logic                   in_valid_i,
  output logic                   in_ready_o,
  input  logic [Lanes*Width-1:0] in_data_i,
  output logic                   out_valid_o,
  input  logic                   out_ready_i,
  output logic [Lanes*Width-1:0] out_data_o
);
  logic [Lanes*Width-1:0] clamped;

  for (genvar lane = 0; lane < Lanes; lane++) begin : gen_lane
    logic signed [Width-1:0] code;

    assign code = in_data_i[lane*Width+:Width];
    always_comb begin
      if (code > Width'(signed'(Maximum))) clamped[lane*Width+:Width] = Width'(Maximum);
      else if (code < Width'(signed'(Minimum))) clamped[lane*Width+:Width] = Width'(Minimum);
      else clamped[lane*Width+:Width] = code;
    end
  end

  accel_skid #(
    .Bits(Lanes * Width)
  ) u_skid (
    .clk_i,
    .rst_i,
    .in_valid_i,
    .in_ready_o,
    .in_data_i(clamped),
    .out_valid_o,
    .out_ready_i,
    .out_data_o
  );
endmodule
