// SPDX-License-Identifier: BSD-3-Clause

/// A convolution, or a fully connected layer (whose kernel covers its input): codes in, codes out.
///
/// An image takes `OutHeight * OutWidth * Depth` cycles (Hardware/README.md), without a pause
/// between images, if its elements come as fast, `RingRows` is `2 * KernelHeight` and the codes are
/// taken; or as many cycles as the padded image has beats, if that is more.
module accel_conv #(
  /// Bits of an element: 8 or 16.
  parameter int Width = 8,
  /// Elements of a beat, a divisor of `InChannels`.
  parameter int InLanes = 1,
  /// Rows, pixels of a row and elements of a pixel that come in.
  parameter int InHeight = 6,
  parameter int InWidth = 6,
  parameter int InChannels = 3,
  /// Rows and pixels of `PadCode` that are added at each side.
  parameter int PadTop = 0,
  parameter int PadLeft = 0,
  parameter int PadBottom = 0,
  parameter int PadRight = 0,
  parameter int PadCode = 0,
  parameter int KernelHeight = 3,
  parameter int KernelWidth = 3,
  parameter int Stride = 1,
  parameter int OutHeight = 4,
  parameter int OutWidth = 4,
  parameter int OutChannels = 4,
  /// 1: a word holds elements of several pixels of a row, for few channels.
  parameter int Expand = 0,
  /// DSPs of a chain (1 to 10), and chains.
  parameter int Taps = 3,
  parameter int Chains = 2,
  /// Rows of the window's memory.
  parameter int RingRows = 6,
  /// Bits of a sum without bias, 20 to 32.
  parameter int SumWidth = 32,
  /// As in `accel_requant`.
  parameter int PreShift = 0,
  parameter int Shift = 20,
  parameter int ZeroPoint = 0,
  parameter int Minimum = -128,
  parameter int Maximum = 127,
  /// Bits of a result, 8 or 16.
  parameter int CodeWidth = 8,
  /// Results of a beat: 1, or 2 where `Width` is 8 and `OutChannels` is even.
  parameter int OutLanes = 1,
  /// Prefixes of files with initial contents (`accel_chain`, `accel_requant`), "" for zeros.
  parameter WeightFile = "",
  parameter ParameterFile = "",
  /// 1 for weights in lookup tables instead of block memories.
  parameter bit Distributed = 0
) (
  input  logic                          clk_i,
  input  logic                          rst_i,
  input  logic                          in_valid_i,
  output logic                          in_ready_o,
  input  logic [     InLanes*Width-1:0] in_data_i,
  output logic                          out_valid_o,
  input  logic                          out_ready_i,
  output logic [OutLanes*CodeWidth-1:0] out_data_o,
  /// High for one cycle while no image is under way; words come in later cycles, any time.
  input  logic                          load_start_i,
  input  logic                          load_valid_i,
  input  logic [                  31:0] load_data_i,
  input  logic                          read_start_i,
  output logic                          read_valid_o,
  input  logic                          read_ready_i,
  output logic [                  31:0] read_data_o,
  /// Cycles in which it computed, waited for input, or for whoever takes its results.
  output logic                          busy_o,
  output logic                          starved_o,
  output logic                          blocked_o
);
  localparam int PerTap = Width == 8 ? 2 : 1;
  localparam int GroupElements = Expand != 0 ? KernelWidth * InChannels : InChannels;
  localparam int PixelWords = (GroupElements + Taps - 1) / Taps;
  localparam int Steps = KernelHeight * (Expand != 0 ? 1 : KernelWidth) * PixelWords;
  localparam int Pairs = (OutChannels + PerTap - 1) / PerTap;
  localparam int Folds = (Pairs + Chains - 1) / Chains;
  localparam int PaddedHeight = PadTop + InHeight + PadBottom;
  localparam int PaddedWidth = PadLeft + InWidth + PadRight;
  localparam int WordBits = Taps * Width;

  if (Width != 8 && Width != 16) begin : gen_bad_width
    $error("accel_conv: Width must be 8 or 16");
  end

  logic padded_valid, padded_ready;
  logic [InLanes*Width-1:0] padded;
  accel_pad #(
    .Width(Width),
    .Lanes(InLanes),
    .InHeight(InHeight),
    .InWidth(InWidth),
    .Channels(InChannels),
    .PadTop(PadTop),
    .PadLeft(PadLeft),
    .PadBottom(PadBottom),
    .PadRight(PadRight),
    .PadCode(PadCode)
  ) u_pad (
    .clk_i,
    .rst_i,
    .in_valid_i,
    .in_ready_o,
    .in_data_i,
    .out_valid_o(padded_valid),
    .out_ready_i(padded_ready),
    .out_data_o(padded)
  );

  logic cut_valid, cut_ready, word_valid, word_ready;
  logic [WordBits-1:0] cut, word;
  if (Expand != 0) begin : gen_expand
    accel_expand #(
      .Width(Width),
      .Lanes(InLanes),
      .InWidth(PaddedWidth),
      .Channels(InChannels),
      .KernelWidth(KernelWidth),
      .Stride(Stride),
      .OutWidth(OutWidth),
      .Taps(Taps)
    ) u_expand (
      .clk_i,
      .rst_i,
      .in_valid_i(padded_valid),
      .in_ready_o(padded_ready),
      .in_data_i(padded),
      .out_valid_o(cut_valid),
      .out_ready_i(cut_ready),
      .out_data_o(cut)
    );
  end else begin : gen_pack
    // The largest beat that divides both a beat that comes in and a word.
    localparam int Lanes = Taps % InLanes == 0 ? InLanes :
        InLanes % Taps == 0 ? Taps : InLanes % 2 == 0 && Taps % 2 == 0 ? 2 : 1;
    logic part_valid, part_ready;
    logic [Lanes*Width-1:0] part;
    accel_split #(
      .Width(Width),
      .InLanes(InLanes),
      .OutLanes(Lanes)
    ) u_split (
      .clk_i,
      .rst_i,
      .in_valid_i(padded_valid),
      .in_ready_o(padded_ready),
      .in_data_i(padded),
      .out_valid_o(part_valid),
      .out_ready_i(part_ready),
      .out_data_o(part)
    );
    accel_pack #(
      .Width(Width),
      .InLanes(Lanes),
      .OutLanes(Taps),
      .Channels(InChannels)
    ) u_pack (
      .clk_i,
      .rst_i,
      .in_valid_i(part_valid),
      .in_ready_o(part_ready),
      .in_data_i(part),
      .out_valid_o(cut_valid),
      .out_ready_i(cut_ready),
      .out_data_o(cut)
    );
  end
  accel_skid #(
    .Bits(WordBits)
  ) u_cut (
    .clk_i,
    .rst_i,
    .in_valid_i(cut_valid),
    .in_ready_o(cut_ready),
    .in_data_i(cut),
    .out_valid_o(word_valid),
    .out_ready_i(word_ready),
    .out_data_o(word)
  );

  logic step_valid, step_ready, step_last, step_first;
  logic [WordBits-1:0] step;
  accel_window #(
    .WordBits(WordBits),
    .InHeight(PaddedHeight),
    .InWidth(Expand != 0 ? OutWidth : PaddedWidth),
    .PixelWords(PixelWords),
    .KernelHeight(KernelHeight),
    .KernelWidth(Expand != 0 ? 1 : KernelWidth),
    .StrideY(Stride),
    .StrideX(Expand != 0 ? 1 : Stride),
    .OutHeight(OutHeight),
    .OutWidth(OutWidth),
    .RingRows(RingRows),
    .Repeats(Folds),
    .GroupOuter(0)
  ) u_window (
    .clk_i,
    .rst_i,
    .in_valid_i(word_valid),
    .in_ready_o(word_ready),
    .in_data_i(word),
    .out_valid_o(step_valid),
    .out_ready_i(step_ready),
    .out_data_o(step),
    .out_first_o(step_first),
    .out_last_o(step_last)
  );

  // Loads pass the array first; reads end with the parameters.
  (* keep *) logic load_start_q, load_valid_q, read_start_q;
  (* keep *) logic [31:0] load_data_q;
  logic weights_loaded;
  (* keep *) logic words_load_start_q, words_load_valid_q;
  (* keep *) logic [31:0] words_load_data_q;
  always_ff @(posedge clk_i) begin
    load_start_q <= load_start_i && !rst_i;
    load_valid_q <= load_valid_i && !rst_i;
    load_data_q <= load_data_i;
    read_start_q <= read_start_i && !rst_i;
    words_load_start_q <= load_start_q;
    words_load_valid_q <= load_valid_q && weights_loaded;
    words_load_data_q <= load_data_q;
  end

  logic sums_valid, sums_ready, weights_valid, weights_read, words_valid, read_ready;
  logic [OutLanes*SumWidth-1:0] sums;
  logic [31:0] weights, words;
  accel_array #(
    .Taps(Taps),
    .Chains(Chains),
    .PerTap(PerTap),
    .OutLanes(OutLanes),
    .Steps(Steps),
    .OutChannels(OutChannels),
    .SumWidth(SumWidth),
    .WeightFile(WeightFile),
    .Distributed(Distributed)
  ) u_array (
    .clk_i,
    .rst_i,
    .in_valid_i(step_valid),
    .in_ready_o(step_ready),
    .in_data_i(step),
    .in_last_i(step_last),
    .out_valid_o(sums_valid),
    .out_ready_i(sums_ready),
    .out_data_o(sums),
    .load_start_i(load_start_q),
    .load_valid_i(load_valid_q),
    .load_data_i(load_data_q),
    .load_done_o(weights_loaded),
    .read_start_i(read_start_q),
    .read_valid_o(weights_valid),
    .read_ready_i(read_ready),
    .read_data_o(weights),
    .read_done_o(weights_read),
    .busy_o,
    .starved_o,
    .blocked_o
  );

  accel_requant #(
    .OutChannels(OutChannels),
    .OutLanes(OutLanes),
    .SumWidth(SumWidth),
    .PreShift(PreShift),
    .Shift(Shift),
    .ZeroPoint(ZeroPoint),
    .Minimum(Minimum),
    .Maximum(Maximum),
    .CodeWidth(CodeWidth),
    .ParameterFile(ParameterFile)
  ) u_requant (
    .clk_i,
    .rst_i,
    .in_valid_i(sums_valid),
    .in_ready_o(sums_ready),
    .in_data_i(sums),
    .out_valid_o,
    .out_ready_i,
    .out_data_o,
    .load_start_i(words_load_start_q),
    .load_valid_i(words_load_valid_q),
    .load_data_i(words_load_data_q),
    .read_start_i(weights_read),
    .read_valid_o(words_valid),
    .read_ready_i(read_ready),
    .read_data_o(words)
  );

  accel_skid #(
    .Bits(32)
  ) u_read (
    .clk_i,
    .rst_i,
    .in_valid_i(weights_valid || words_valid),
    .in_ready_o(read_ready),
    .in_data_i(weights_valid ? weights : words),
    .out_valid_o(read_valid_o),
    .out_ready_i(read_ready_i),
    .out_data_o(read_data_o)
  );

  logic unused;
  assign unused = &{1'b0, step_first};
endmodule
