// SPDX-License-Identifier: BSD-3-Clause

/// Horizontal windows of each row, one for each output column, as words of `Taps` elements.
///
/// A window is `KernelWidth * Channels` elements in order (kx, channel); its last word is filled with
/// zeros. A row takes as many cycles as it has beats, or as its windows have words, whichever is more
/// for each window. A word leaves one cycle (two, where windows have several words) behind the beat
/// that completes its window. `in_ready_o` depends on `out_ready_i`.
module accel_expand #(
  /// Bits of an element.
  parameter int Width = 8,
  /// Elements of a beat, a divisor of `Channels`.
  parameter int Lanes = 1,
  /// Pixels of a row, padding included, and elements of a pixel.
  parameter int InWidth = 6,
  parameter int Channels = 1,
  /// Pixels of a window, and between the beginnings of two.
  parameter int KernelWidth = 3,
  parameter int Stride = 1,
  /// Windows of a row.
  parameter int OutWidth = 4,
  /// Elements of a word.
  parameter int Taps = 2
) (
  input  logic                   clk_i,
  input  logic                   rst_i,
  input  logic                   in_valid_i,
  output logic                   in_ready_o,
  input  logic [Lanes*Width-1:0] in_data_i,
  output logic                   out_valid_o,
  input  logic                   out_ready_i,
  output logic [ Taps*Width-1:0] out_data_o
);
  localparam int Elements = KernelWidth * Channels;
  localparam int Words = (Elements + Taps - 1) / Taps;
  localparam int PixelBeats = Channels / Lanes;
  /// Pixels of a row that come behind its last window.
  localparam int Rest = InWidth - ((OutWidth - 1) * Stride + KernelWidth);
  /// Beats from the end of a window to that of the next one, in the same row and in the next row.
  localparam int ToNext = Stride * PixelBeats;
  localparam int ToRow = (Rest + KernelWidth) * PixelBeats;
  localparam int Longest = ToNext > ToRow ? ToNext : ToRow;
  localparam int Bits = Longest > 1 ? $clog2(Longest) : 1;

  if (Channels % Lanes != 0) begin : gen_bad_lanes
    $error("accel_expand: Lanes must divide Channels");
  end
  if (Rest < 0) begin : gen_bad_width
    $error("accel_expand: the windows reach beyond the row");
  end

  /// The latest elements, the oldest in the lowest bits; a complete window if `full_q`.
  logic [Elements*Width-1:0] window_q;
  logic full_q, take, give;

  // Beats that are still to come before that which completes a window.
  logic [Bits-1:0] wait_q, reload;
  logic complete_q, row_end;

  assign in_ready_o = give || !full_q;
  assign take = in_valid_i && in_ready_o;
  assign reload = Bits'((row_end ? ToRow : ToNext) - 1);

  accel_counter #(
    .Count(OutWidth)
  ) u_column (
    .clk_i,
    .rst_i,
    .step_i(take && complete_q),
    .last_o(row_end)
  );

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      wait_q <= Bits'(KernelWidth * PixelBeats - 1);
      complete_q <= KernelWidth * PixelBeats == 1;
      full_q <= 1'b0;
    end else begin
      if (take) begin
        wait_q <= complete_q ? reload : wait_q - 1'b1;
        complete_q <= complete_q ? reload == '0 : wait_q == Bits'(1);
      end
      if (take) full_q <= complete_q;
      else if (give) full_q <= 1'b0;
    end
  end

  if (Elements == Lanes) begin : gen_one_beat
    always_ff @(posedge clk_i) begin
      if (take) window_q <= in_data_i;
    end
  end else begin : gen_beats
    always_ff @(posedge clk_i) begin
      if (take) window_q <= {in_data_i, window_q[Elements*Width-1:Lanes*Width]};
    end
  end

  if (Words == 1) begin : gen_one_word
    assign give = out_ready_i;
    assign out_valid_o = full_q;
    assign out_data_o = (Taps * Width)'(window_q);
  end else begin : gen_words
    // Words leave from a copy, while the next window comes.
    logic [Words*Taps*Width-1:0] copy_q;
    logic some_q, word_end, last_leaves;

    accel_counter #(
      .Count(Words)
    ) u_word (
      .clk_i,
      .rst_i,
      .step_i(some_q && out_ready_i),
      .last_o(word_end)
    );

    assign last_leaves = word_end && out_ready_i;
    assign give = last_leaves || !some_q;
    assign out_valid_o = some_q;
    assign out_data_o = copy_q[Taps*Width-1:0];

    always_ff @(posedge clk_i) begin
      if (rst_i) some_q <= 1'b0;
      else if (give) some_q <= full_q;
    end

    always_ff @(posedge clk_i) begin
      if (give) copy_q <= (Words * Taps * Width)'(window_q);
      else if (out_ready_i) copy_q <= copy_q >> (Taps * Width);
    end
  end
endmodule
