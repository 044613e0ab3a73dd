// SPDX-License-Identifier: BSD-3-Clause

/// A pooling layer, global ones included: padding, windows, and the largest code or the mean of each.
///
/// Throughput: `OutHeight * OutWidth * KernelHeight * KernelWidth * Channels / Lanes` cycles an image,
/// if it comes fast enough. Latency: from the last beat that an output row needs to its first result,
/// 8 cycles and those of a pass (`KernelHeight * KernelWidth`), and 10 more for averages.
module accel_pool #(
  /// Bits of an element that comes in.
  parameter int Width = 8,
  /// Elements of a beat, in and out: that many channels.
  parameter int Lanes = 1,
  /// Rows, pixels of a row, and elements of a pixel that come in.
  parameter int InHeight = 4,
  parameter int InWidth = 4,
  parameter int Channels = 1,
  /// As in `accel_pad`; for maxima the lowest code.
  parameter int PadTop = 0,
  parameter int PadLeft = 0,
  parameter int PadBottom = 0,
  parameter int PadRight = 0,
  parameter int PadCode = 0,
  /// Windows, and rows of the ring: as in `accel_window`.
  parameter int KernelHeight = 2,
  parameter int KernelWidth = 2,
  parameter int Stride = 2,
  parameter int OutHeight = 2,
  parameter int OutWidth = 2,
  parameter int RingRows = 4,
  /// 0: the largest code, which stays as it is. 1: the mean, requantised as in `accel_average_pool`.
  parameter int Average = 0,
  parameter int Multiplier = 0,
  parameter int Bias = 0,
  parameter int PreShift = 0,
  parameter int Shift = 11,
  parameter int ZeroPoint = 0,
  parameter int Minimum = 0,
  parameter int Maximum = 0,
  /// Bits of an element that leaves; `Width` for maxima.
  parameter int CodeWidth = Width
) (
  input  logic                       clk_i,
  input  logic                       rst_i,
  input  logic                       in_valid_i,
  output logic                       in_ready_o,
  input  logic [    Lanes*Width-1:0] in_data_i,
  output logic                       out_valid_o,
  input  logic                       out_ready_i,
  output logic [Lanes*CodeWidth-1:0] out_data_o,
  /// In the last cycle a code was taken from a window; none was there; one was there, but results were
  /// in its way. One of them is high.
  output logic                       busy_o,
  output logic                       starved_o,
  output logic                       blocked_o
);
  if (Average == 0 && CodeWidth != Width) begin : gen_bad_width
    $error("accel_pool: CodeWidth must be Width where Average is 0");
  end

  logic padded_valid, padded_ready;
  logic [Lanes*Width-1:0] padded;

  accel_pad #(
    .Width    (Width),
    .Lanes    (Lanes),
    .InHeight (InHeight),
    .InWidth  (InWidth),
    .Channels (Channels),
    .PadTop   (PadTop),
    .PadLeft  (PadLeft),
    .PadBottom(PadBottom),
    .PadRight (PadRight),
    .PadCode  (PadCode)
  ) u_pad (
    .clk_i,
    .rst_i,
    .in_valid_i,
    .in_ready_o,
    .in_data_i,
    .out_valid_o(padded_valid),
    .out_ready_i(padded_ready),
    .out_data_o (padded)
  );

  logic word_valid, word_ready, first, last;
  logic [Lanes*Width-1:0] word;

  accel_window #(
    .WordBits    (Lanes * Width),
    .InHeight    (PadTop + InHeight + PadBottom),
    .InWidth     (PadLeft + InWidth + PadRight),
    .PixelWords  (Channels / Lanes),
    .KernelHeight(KernelHeight),
    .KernelWidth (KernelWidth),
    .StrideY     (Stride),
    .StrideX     (Stride),
    .OutHeight   (OutHeight),
    .OutWidth    (OutWidth),
    .RingRows    (RingRows),
    .Repeats     (1),
    .GroupOuter  (1)
  ) u_window (
    .clk_i,
    .rst_i,
    .in_valid_i (padded_valid),
    .in_ready_o (padded_ready),
    .in_data_i  (padded),
    .out_valid_o(word_valid),
    .out_ready_i(word_ready),
    .out_data_o (word),
    .out_first_o(first),
    .out_last_o (last)
  );

  if (Average != 0) begin : gen_average
    accel_average_pool #(
      .Width     (Width),
      .Lanes     (Lanes),
      .Places    (KernelHeight * KernelWidth),
      .Bias      (Bias),
      .Multiplier(Multiplier),
      .PreShift  (PreShift),
      .Shift     (Shift),
      .ZeroPoint (ZeroPoint),
      .Minimum   (Minimum),
      .Maximum   (Maximum),
      .CodeWidth (CodeWidth)
    ) u_pool (
      .clk_i,
      .rst_i,
      .in_valid_i(word_valid),
      .in_ready_o(word_ready),
      .in_data_i (word),
      .in_first_i(first),
      .in_last_i (last),
      .out_valid_o,
      .out_ready_i,
      .out_data_o
    );
  end else begin : gen_max
    logic largest_valid, largest_ready;
    logic [Lanes*Width-1:0] largest;

    accel_max_pool #(
      .Width(Width),
      .Lanes(Lanes)
    ) u_pool (
      .clk_i,
      .rst_i,
      .in_valid_i (word_valid),
      .in_ready_o (word_ready),
      .in_data_i  (word),
      .in_first_i (first),
      .in_last_i  (last),
      .out_valid_o(largest_valid),
      .out_ready_i(largest_ready),
      .out_data_o (largest)
    );

    accel_skid #(
      .Bits(Lanes * Width)
    ) u_skid (
      .clk_i,
      .rst_i,
      .in_valid_i(largest_valid),
      .in_ready_o(largest_ready),
      .in_data_i (largest),
      .out_valid_o,
      .out_ready_i,
      .out_data_o
    );

    // A mean's parameters have no meaning here.
    localparam int Unused = Multiplier + Bias + PreShift + Shift + ZeroPoint + Minimum + Maximum;
    logic unused;
    assign unused = &{1'b0, Unused != 0};
  end

  always_ff @(posedge clk_i) begin
    busy_o <= word_valid && word_ready;
    starved_o <= !word_valid;
    blocked_o <= word_valid && !word_ready;
  end
endmodule
