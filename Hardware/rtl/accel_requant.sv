// SPDX-License-Identifier: BSD-3-Clause

/// Sums to codes:
/// `clamp((((sum + bias) >> PreShift) * multiplier + 2^(Shift - 1)) >> Shift + ZeroPoint)`.
///
/// One beat of `OutLanes` output channels a cycle, each by a DSP of its own. Nothing behind
/// `in_ready_o` ever waits: a beat is taken when there is room for its codes. Latency 11 cycles.
/// All outputs come from registers.
///
/// Loaded with a bias and a multiplier (0...131071) for each output channel, a 32-bit word each,
/// and read back so. Loads and reads begin while no image is under way.
module accel_requant #(
  parameter int OutChannels = 4,
  /// Output channels of a beat, a divisor of `OutChannels`.
  parameter int OutLanes = 1,
  /// Bits of a sum, 2 to 32.
  parameter int SumWidth = 32,
  /// As in Numerics.md: 0...15, 11...31, and codes of the result.
  parameter int PreShift = 0,
  parameter int Shift = 20,
  parameter int ZeroPoint = 0,
  parameter int Minimum = -128,
  parameter int Maximum = 127,
  /// Bits of a code, 8 or 16.
  parameter int CodeWidth = 8,
  /// Prefix of the files with initial words for $readmemh, `{multiplier, bias}` of 17 and 32 bits:
  /// `<ParameterFile>_<lane>`, one digit; "" for zeros.
  parameter ParameterFile = ""
) (
  input  logic                          clk_i,
  input  logic                          rst_i,
  input  logic                          in_valid_i,
  output logic                          in_ready_o,
  input  logic [ OutLanes*SumWidth-1:0] in_data_i,
  output logic                          out_valid_o,
  input  logic                          out_ready_i,
  output logic [OutLanes*CodeWidth-1:0] out_data_o,
  /// High for one cycle before a load; then words come at any time.
  input  logic                          load_start_i,
  input  logic                          load_valid_i,
  input  logic [                  31:0] load_data_i,
  /// High for one cycle; then come `2 * OutChannels` words.
  input  logic                          read_start_i,
  output logic                          read_valid_o,
  input  logic                          read_ready_i,
  output logic [                  31:0] read_data_o
);
  localparam int Entries = OutChannels / OutLanes;
  localparam int Bits = Entries > 1 ? $clog2(Entries) : 1;
  /// Cycles from taking a beat to pushing its codes, and the room that hides them and the credit's
  /// way.
  localparam int Stages = 9;
  localparam int Room = 32;

  if (OutChannels % OutLanes != 0) begin : gen_bad_lanes
    $error("accel_requant: OutLanes must divide OutChannels");
  end
  if (PreShift < 0 || PreShift > 15 || Shift < 11 || Shift > 31) begin : gen_bad_shift
    $error("accel_requant: PreShift must be 0 to 15, Shift 11 to 31");
  end
  if (SumWidth > 32) begin : gen_bad_sum
    $error("accel_requant: SumWidth must be at most 32");
  end

  // Which output channels' parameters are read: those of the next beat, or those that are read
  // back.
  logic take, room, reading, read_step, empty;
  logic [Bits-1:0] entry_q;
  assign in_ready_o = room && !reading;
  assign take = in_valid_i && in_ready_o;
  always_ff @(posedge clk_i) begin
    if (rst_i) entry_q <= '0;
    else if (take || read_step) entry_q <= entry_q == Bits'(Entries - 1) ? '0 : entry_q + 1'b1;
  end

  logic [OutLanes-1:0][48:0] parameters;
  accel_requant_words #(
    .Entries(Entries),
    .Lanes(OutLanes),
    .File(ParameterFile)
  ) u_words (
    .clk_i,
    .rst_i,
    .load_start_i,
    .load_valid_i,
    .load_data_i,
    .entry_i(entry_q),
    .words_o(parameters),
    .read_start_i,
    .read_valid_o,
    .read_ready_i,
    .read_data_o,
    .reading_o(reading),
    .read_step_o(read_step)
  );

  logic [Stages-1:0] valid_q;
  logic pushed;
  always_ff @(posedge clk_i) valid_q <= rst_i ? '0 : {valid_q[Stages-2:0], take};

  logic [OutLanes*CodeWidth-1:0] codes;
  for (genvar lane = 0; lane < OutLanes; lane++) begin : gen_lane
    accel_rescale #(
      .SumWidth(SumWidth),
      .PreShift(PreShift),
      .Shift(Shift),
      .ZeroPoint(ZeroPoint),
      .Minimum(Minimum),
      .Maximum(Maximum),
      .CodeWidth(CodeWidth)
    ) u_rescale (
      .clk_i,
      .sum_i(in_data_i[lane*SumWidth+:SumWidth]),
      .bias_i(parameters[lane][31:0]),
      .multiplier_i(parameters[lane][48:32]),
      .code_o(codes[lane*CodeWidth+:CodeWidth])
    );
  end

  accel_credit #(
    .Places(Room),
    .Threshold(2)
  ) u_credit (
    .clk_i,
    .rst_i,
    .take_i(take),
    .count_i(6'd1),
    .give_i(out_valid_o && out_ready_i),
    .room_o(room),
    .empty_o(empty)
  );

  accel_fifo #(
    .Bits(OutLanes * CodeWidth),
    .Depth(Room)
  ) u_fifo (
    .clk_i,
    .rst_i,
    .in_valid_i(valid_q[Stages-1]),
    .in_ready_o(pushed),
    .in_data_i(codes),
    .out_valid_o,
    .out_ready_i,
    .out_data_o
  );

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (!rst_i && valid_q[Stages-1] && !pushed) $error("accel_requant: a code found no room");
  end
`endif
  logic unused;
  assign unused = &{1'b0, pushed, empty};
endmodule
