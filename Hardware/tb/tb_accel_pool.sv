// SPDX-License-Identifier: BSD-3-Clause
// run: --unroll-count 1

/// accel_pool, with its parts, against loops over an array that follow Numerics.md.
module tb_accel_pool;
  logic clk = 1'b0;
  always #5 clk = !clk;

  localparam int Cases = 9;
  logic [Cases-1:0] done;
  int checks[Cases];

`define PORTS(i) (.clk_i(clk), .done_o(done[i]), .checks_o(checks[i]))
  pool_case #(.InHeight(8), .InWidth(6), .Channels(4), .Lanes(2), .Kernel(2), .Stride(2),
    .RingRows(4)) u_max `PORTS(0);
  // Odd sizes, rows that are not pooled, padding at all sides.
  pool_case #(.InHeight(7), .InWidth(9), .Channels(3), .Kernel(3), .Stride(2), .Padding(1),
    .RingRows(5)) u_overlap `PORTS(1);
  pool_case #(.Width(16), .InHeight(5), .InWidth(5), .Channels(2), .Lanes(2), .Kernel(3),
    .Stride(1), .Padding(1), .RingRows(6)) u_wide `PORTS(2);
  pool_case #(.InHeight(7), .InWidth(7), .Channels(2), .Kernel(2), .Stride(2), .Average(1),
    .ZeroPoint(-3), .InZeroPoint(5), .RingRows(4)) u_mean `PORTS(3);
  pool_case #(.InHeight(6), .InWidth(7), .Channels(6), .Lanes(3), .Kernel(3), .Stride(2),
    .Padding(1), .Average(1), .ZeroPoint(-128), .InZeroPoint(-128), .RingRows(6), .Pre(1))
    u_padded `PORTS(4);
  // A global mean to 16 bits, and a window of one: requantisation alone.
  pool_case #(.InHeight(6), .InWidth(5), .Channels(8), .Lanes(4), .Kernel(6), .KernelX(5),
    .Stride(1), .Average(1), .CodeWidth(16), .ZeroPoint(-32768), .InZeroPoint(17), .RingRows(12),
    .Multiplier(131071), .Shift(13)) u_global `PORTS(5);
  pool_case #(.InHeight(4), .InWidth(4), .Channels(4), .Lanes(2), .Kernel(1), .Stride(1),
    .Average(1), .ZeroPoint(9), .InZeroPoint(-20), .RingRows(3), .Multiplier(100000), .Shift(17))
    u_requantise `PORTS(6);
  pool_case #(.Width(16), .InHeight(5), .InWidth(4), .Channels(2), .Kernel(4), .Stride(1),
    .Average(1), .CodeWidth(16), .ZeroPoint(-1), .InZeroPoint(-32768), .RingRows(5), .Pre(3),
    .Multiplier(99999), .Shift(18), .Minimum(-32768), .Maximum(30000)) u_mean_wide `PORTS(7);
  pool_case #(.InHeight(9), .InWidth(9), .Channels(1), .Kernel(2), .Stride(3), .RingRows(4))
    u_gaps `PORTS(8);

  initial begin
    wait (&done);
    $display("PASS %0d", checks.sum());
    $finish;
  end
endmodule

module pool_case #(
  parameter int Width = 8,
  parameter int Lanes = 1,
  parameter int InHeight = 4,
  parameter int InWidth = 4,
  parameter int Channels = 2,
  parameter int Kernel = 2,
  parameter int KernelX = Kernel,
  parameter int Stride = 2,
  parameter int Padding = 0,
  parameter int RingRows = 4,
  parameter int Average = 0,
  parameter int InZeroPoint = 0,
  parameter int Multiplier = 65536 / (Kernel * KernelX) + 7,
  parameter int Pre = 0,
  parameter int Shift = 16 - Pre,
  parameter int ZeroPoint = 0,
  parameter int CodeWidth = Width,
  parameter int Minimum = CodeWidth == 8 ? -100 : -30000,
  parameter int Maximum = CodeWidth == 8 ? 99 : 20000
) (
  input  logic clk_i,
  output logic done_o,
  output int   checks_o
);
  localparam int OutHeight = (InHeight + 2 * Padding - Kernel) / Stride + 1;
  localparam int OutWidth = (InWidth + 2 * Padding - KernelX) / Stride + 1;
  localparam int Bottom = (OutHeight - 1) * Stride + Kernel > InHeight + Padding ? Padding : 0;
  localparam int Lowest = -(1 << (Width - 1));
  localparam int PadCode = Average != 0 ? InZeroPoint : Lowest;
  localparam int Bias = -Kernel * KernelX * InZeroPoint;
  localparam int Results = OutHeight * OutWidth * Channels / Lanes;
  localparam int Cycles = Results * Kernel * KernelX;

  logic rst, in_valid, in_ready, out_valid, out_ready, busy, starved, blocked;
  logic [Lanes*Width-1:0] in_data, beat;
  logic [Lanes*CodeWidth-1:0] out_data, result;

  stream_bench #(.InBits(Lanes * Width), .OutBits(Lanes * CodeWidth)) u_bench (
    .clk_i, .rst_o(rst), .in_valid_o(in_valid), .in_ready_i(in_ready), .in_data_o(in_data),
    .out_valid_i(out_valid), .out_ready_o(out_ready), .out_data_i(out_data));

  if (Average != 0) begin : gen_mean
    accel_pool #(
      .Width(Width), .Lanes(Lanes), .InHeight(InHeight), .InWidth(InWidth), .Channels(Channels),
      .PadTop(Padding), .PadLeft(Padding), .PadBottom(Bottom), .PadRight(Padding),
      .PadCode(PadCode), .KernelHeight(Kernel), .KernelWidth(KernelX), .Stride(Stride),
      .OutHeight(OutHeight), .OutWidth(OutWidth), .RingRows(RingRows), .Average(1),
      .Multiplier(Multiplier), .Bias(Bias), .PreShift(Pre), .Shift(Shift), .ZeroPoint(ZeroPoint),
      .Minimum(Minimum), .Maximum(Maximum), .CodeWidth(CodeWidth)
    ) u_dut (
      .clk_i, .rst_i(rst), .in_valid_i(in_valid), .in_ready_o(in_ready), .in_data_i(in_data),
      .out_valid_o(out_valid), .out_ready_i(out_ready), .out_data_o(out_data), .busy_o(busy),
      .starved_o(starved), .blocked_o(blocked));
  end else begin : gen_max
    accel_pool #(
      .Width(Width), .Lanes(Lanes), .InHeight(InHeight), .InWidth(InWidth), .Channels(Channels),
      .PadTop(Padding), .PadLeft(Padding), .PadBottom(Bottom), .PadRight(Padding),
      .PadCode(PadCode), .KernelHeight(Kernel), .KernelWidth(KernelX), .Stride(Stride),
      .OutHeight(OutHeight), .OutWidth(OutWidth), .RingRows(RingRows)
    ) u_dut (
      .clk_i, .rst_i(rst), .in_valid_i(in_valid), .in_ready_o(in_ready), .in_data_i(in_data),
      .out_valid_o(out_valid), .out_ready_i(out_ready), .out_data_o(out_data), .busy_o(busy),
      .starved_o(starved), .blocked_o(blocked));
  end

  int codes[InHeight][InWidth][Channels];

  /// A code, often an extreme one.
  function automatic int random_code();
    case ($urandom_range(5))
      0: return Lowest;
      1: return -Lowest - 1;
      default: return $signed($urandom()) >>> (32 - Width);
    endcase
  endfunction

  function automatic longint code_at(input int y, x, channel);
    if (y < 0 || x < 0 || y >= InHeight || x >= InWidth) return PadCode;
    return codes[y][x][channel];
  endfunction

  function automatic longint pooled(input int y, x, channel);
    longint code, sum, largest;
    sum = Bias;
    largest = Lowest;
    for (int ky = 0; ky < Kernel; ky++)
      for (int kx = 0; kx < KernelX; kx++) begin
        code = code_at(y * Stride + ky - Padding, x * Stride + kx - Padding, channel);
        sum += code;
        if (code > largest) largest = code;
      end
    if (Average == 0) return largest;
    code = ((sum >>> Pre) * Multiplier + (longint'(1) << (Shift - 1))) >>> Shift;
    code += ZeroPoint;
    return code > Maximum ? Maximum : code < Minimum ? Minimum : code;
  endfunction

  task automatic image();
    for (int y = 0; y < InHeight; y++)
      for (int x = 0; x < InWidth; x++)
        for (int channel = 0; channel < Channels; channel++) begin
          codes[y][x][channel] = random_code();
          beat[(channel%Lanes)*Width+:Width] = Width'(codes[y][x][channel]);
          if (channel % Lanes == Lanes - 1) u_bench.u_source.send(beat);
        end
    for (int y = 0; y < OutHeight; y++)
      for (int x = 0; x < OutWidth; x++)
        for (int channel = 0; channel < Channels; channel++) begin
          result[(channel%Lanes)*CodeWidth+:CodeWidth] = CodeWidth'(pooled(y, x, channel));
          if (channel % Lanes == Lanes - 1) u_bench.u_sink.expects(result);
        end
  endtask

  /// Beats that must have come before the first result, where nothing is padded.
  localparam int Needed = Kernel * InWidth * Channels / Lanes;
  /// Cycles of the slower side, and of the way from a row that is given back to one that takes its place.
  localparam int InBeats =
      (InHeight + Padding + Bottom) * (InWidth + 2 * Padding) * Channels / Lanes;

  // Exactly one of the counters' signals is high.
  int busy_cycles;
  always @(posedge clk_i) begin
    if (!rst && 2'(busy) + 2'(starved) + 2'(blocked) != 2'd1) $fatal(1, "%m: counters");
    busy_cycles <= rst ? 0 : busy_cycles + int'(busy);
  end

  initial begin
    done_o = 1'b0;
    checks_o = 0;
    for (int round = 0; round < 30; round++) begin
      u_bench.start_round();
      repeat (4) image();
      u_bench.end_round(round);
    end
    u_bench.start_timing();
    repeat (6) image();
    u_bench.drain();
    if (Padding == 0 && u_bench.latency(Needed - 1, 0) != 8 + Kernel * KernelX + 10 * Average)
      $fatal(1, "%m: latency %0d", u_bench.latency(Needed - 1, 0));
    if (busy_cycles != 6 * Cycles) $fatal(1, "%m: busy for %0d cycles", busy_cycles);
    // Rings of two windows: at the slower side's speed, but for a row given back late.
    if (RingRows >= 2 * Kernel && u_bench.cycles(2 * Results - 1, 5 * Results - 1)
        > 3 * (Cycles > InBeats ? Cycles : InBeats) + 12 * OutHeight)
      $fatal(1, "%m: 3 images in %0d cycles", u_bench.cycles(2 * Results - 1, 5 * Results - 1));
    checks_o = u_bench.u_sink.count;
    done_o = 1'b1;
  end
endmodule
