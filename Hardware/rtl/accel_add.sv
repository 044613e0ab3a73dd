// SPDX-License-Identifier: BSD-3-Clause

/// Residual addition of two streams:
/// `clamp(((a - ZeroPointA) * MultiplierA + (b - ZeroPointB) * MultiplierB + 2^(Shift - 1)) >> Shift
/// + ZeroPoint)`.
///
/// Two DSPs a lane, the second one in the first one's cascade; zero points meet in a constant. One
/// beat a cycle, when both streams have one; latency 9 cycles. `a_ready_o` depends on `b_valid_i`, and
/// `b_ready_o` on `a_valid_i`; the output comes from registers.
module accel_add #(
  /// Bits of an element of either stream.
  parameter int Width = 8,
  /// Elements of a beat.
  parameter int Lanes = 1,
  /// Elements of an image, a multiple of `Lanes`.
  parameter int Elements = 16,
  /// Codes of 0, and multipliers, 0...131071.
  parameter int ZeroPointA = 0,
  parameter int ZeroPointB = 0,
  parameter int MultiplierA = 65536,
  parameter int MultiplierB = 65536,
  /// As in Numerics.md: 11...31, and codes of the result.
  parameter int Shift = 16,
  parameter int ZeroPoint = 0,
  parameter int Minimum = -128,
  parameter int Maximum = 127,
  /// Bits of an element that leaves.
  parameter int CodeWidth = 8
) (
  input  logic                       clk_i,
  input  logic                       rst_i,
  input  logic                       a_valid_i,
  output logic                       a_ready_o,
  input  logic [    Lanes*Width-1:0] a_data_i,
  input  logic                       b_valid_i,
  output logic                       b_ready_o,
  input  logic [    Lanes*Width-1:0] b_data_i,
  output logic                       out_valid_o,
  input  logic                       out_ready_i,
  output logic [Lanes*CodeWidth-1:0] out_data_o
);
  /// Cycles from a beat to its codes.
  localparam int Stages = 7;
  localparam int Room = 32;

  if (Elements % Lanes != 0) begin : gen_bad_lanes
    $error("accel_add: Lanes must divide Elements");
  end
  if (Shift < 11 || Shift > 31) begin : gen_bad_shift
    $error("accel_add: Shift must be 11 to 31");
  end

  logic take, room, empty, pushed;
  assign take = a_valid_i && b_valid_i && room;
  assign a_ready_o = b_valid_i && room;
  assign b_ready_o = a_valid_i && room;

  logic [Stages-1:0] valid_q;
  always_ff @(posedge clk_i) valid_q <= rst_i ? '0 : {valid_q[Stages-2:0], take};

  logic [Lanes*CodeWidth-1:0] codes;
  for (genvar lane = 0; lane < Lanes; lane++) begin : gen_lane
    accel_add_lane #(
      .Width      (Width),
      .ZeroPointA (ZeroPointA),
      .ZeroPointB (ZeroPointB),
      .MultiplierA(MultiplierA),
      .MultiplierB(MultiplierB),
      .Shift      (Shift),
      .ZeroPoint  (ZeroPoint),
      .Minimum    (Minimum),
      .Maximum    (Maximum),
      .CodeWidth  (CodeWidth)
    ) u_lane (
      .clk_i,
      .a_i   (a_data_i[lane*Width+:Width]),
      .b_i   (b_data_i[lane*Width+:Width]),
      .code_o(codes[lane*CodeWidth+:CodeWidth])
    );
  end

  accel_credit #(
    .Places   (Room),
    .Threshold(2)
  ) u_credit (
    .clk_i,
    .rst_i,
    .take_i (take),
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
    .in_valid_i(valid_q[Stages-1]),
    .in_ready_o(pushed),
    .in_data_i (codes),
    .out_valid_o,
    .out_ready_i,
    .out_data_o
  );

  // Beats are counted, so the FIFO always takes them.
  logic unused;
  assign unused = &{1'b0, pushed, empty};
endmodule
