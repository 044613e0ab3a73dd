// SPDX-License-Identifier: BSD-3-Clause

/// The mean of each pass of `accel_window`, requantised, for `Lanes` channels at a time.
///
/// `clamp((((sum + Bias) >> PreShift) * Multiplier + 2^(Shift - 1)) >> Shift + ZeroPoint)`: `Bias` is
/// less the number of codes times their zero point, and `Multiplier` contains one over it. One DSP a
/// lane. Takes a word a cycle, as long as there is room for results; a result leaves 12 cycles behind
/// the last word of its pass. All outputs come from registers.
module accel_average_pool #(
  /// Bits of an element that comes in.
  parameter int Width = 8,
  /// Elements of a beat: that many channels.
  parameter int Lanes = 1,
  /// Codes that are summed.
  parameter int Places = 4,
  parameter int Bias = 0,
  /// As in Numerics.md: 0...131071, 0...15, 11...31, and codes of the result.
  parameter int Multiplier = 65536,
  parameter int PreShift = 0,
  parameter int Shift = 18,
  parameter int ZeroPoint = 0,
  parameter int Minimum = -128,
  parameter int Maximum = 127,
  /// Bits of an element that leaves.
  parameter int CodeWidth = 8
) (
  input  logic                       clk_i,
  input  logic                       rst_i,
  input  logic                       in_valid_i,
  output logic                       in_ready_o,
  input  logic [    Lanes*Width-1:0] in_data_i,
  /// First and last word of a pass.
  input  logic                       in_first_i,
  input  logic                       in_last_i,
  output logic                       out_valid_o,
  input  logic                       out_ready_i,
  output logic [Lanes*CodeWidth-1:0] out_data_o
);
  localparam int SumWidth = Width + $clog2(Places);
  /// Cycles from a sum to its code.
  localparam int Stages = 9;
  localparam int Room = 32;

  if (SumWidth > 32) begin : gen_bad_places
    $error("accel_average_pool: sums must have 32 bits at most");
  end

  logic take, room, empty, pushed;
  assign in_ready_o = room;
  assign take = in_valid_i && room;

  // The first flag tells that a pass is complete, the others follow its sum.
  logic [Stages:0] valid_q;
  always_ff @(posedge clk_i) begin
    valid_q <= rst_i ? '0 : {valid_q[Stages-1:0], take && in_last_i};
  end

  logic [Lanes*CodeWidth-1:0] codes;
  for (genvar lane = 0; lane < Lanes; lane++) begin : gen_lane
    logic signed [SumWidth-1:0] sum_q, code;

    assign code = SumWidth'($signed(in_data_i[lane*Width+:Width]));
    always_ff @(posedge clk_i) begin
      if (take) sum_q <= in_first_i ? code : sum_q + code;
    end

    accel_rescale #(
      .SumWidth (SumWidth),
      .PreShift (PreShift),
      .Shift    (Shift),
      .ZeroPoint(ZeroPoint),
      .Minimum  (Minimum),
      .Maximum  (Maximum),
      .CodeWidth(CodeWidth)
    ) u_rescale (
      .clk_i,
      .sum_i       (sum_q),
      .bias_i      (Bias),
      .multiplier_i(17'(Multiplier)),
      .code_o      (codes[lane*CodeWidth+:CodeWidth])
    );
  end

  accel_credit #(
    .Places   (Room),
    .Threshold(2)
  ) u_credit (
    .clk_i,
    .rst_i,
    .take_i (take && in_last_i),
    .count_i(6'd1),
    .give_i (out_valid_o && out_ready_i),
    .room_o (room),
    .empty_o(empty)
  );

  accel_fifo #(
    .Bits (Lanes * CodeWidth),
    .Depth(Room)
  ) u_fifo (
    .clk_i,
    .rst_i,
    .in_valid_i(valid_q[Stages]),
    .in_ready_o(pushed),
    .in_data_i (codes),
    .out_valid_o,
    .out_ready_i,
    .out_data_o
  );

  // Results are counted, so the FIFO always takes them.
  logic unused;
  assign unused = &{1'b0, pushed, empty};
endmodule
