// SPDX-License-Identifier: BSD-3-Clause

/// The half of `accel_window` that walks over the windows.
///
/// A step a cycle while `go_i` is high and the rows of the window are there. The address of a step, and
/// whether it is the first or the last of a pass, come one cycle behind it.
module accel_window_walker #(
  /// Words of a row, words of a pixel.
  parameter int RowWords = 6,
  parameter int PixelWords = 1,
  /// As in `accel_window`.
  parameter int KernelHeight = 3,
  parameter int KernelWidth = 3,
  parameter int StrideY = 1,
  parameter int StrideX = 1,
  parameter int OutHeight = 4,
  parameter int OutWidth = 4,
  parameter int RingRows = 4,
  parameter int Repeats = 1,
  parameter int GroupOuter = 0,
  /// Bits of an address in the ring.
  parameter int AddressBits = 5
) (
  input  logic                   clk_i,
  input  logic                   rst_i,
  /// One more row is there.
  input  logic                   row_kept_i,
  /// Steps are welcome.
  input  logic                   go_i,
  /// A step is done in this cycle.
  output logic                   step_o,
  /// It is the last one of an output row: `min(StrideY, KernelHeight)` rows are not needed any more,
  /// or all `KernelHeight` with `all_rows_o`.
  output logic                   release_o,
  output logic                   all_rows_o,
  output logic [AddressBits-1:0] address_o,
  output logic                   first_o,
  output logic                   last_o
);
  localparam int Step = StrideY < KernelHeight ? StrideY : KernelHeight;
  localparam int CountBits = $clog2(RingRows + 1);
  localparam int SegmentSteps = GroupOuter != 0 ? KernelWidth : KernelWidth * PixelWords;
  localparam int Rounds = GroupOuter != 0 ? PixelWords : Repeats;

  /// Address of the ring's last row but one.
  localparam int LastButOne = RingRows > 1 ? (RingRows - 2) * RowWords : 0;

  // Loops, the inner one first: along a row, down the rows, round after round, over the pixels.
  logic segment_end, window_end, rounds_end, row_end, image_end;
  logic segment_step, pass_step, pixel_step;

  accel_counter #(.Count(SegmentSteps)) u_segment (
    .clk_i, .rst_i, .step_i(step_o), .last_o(segment_end));
  accel_counter #(.Count(KernelHeight)) u_window (
    .clk_i, .rst_i, .step_i(segment_step), .last_o(window_end));
  accel_counter #(.Count(Rounds)) u_round (
    .clk_i, .rst_i, .step_i(pass_step), .last_o(rounds_end));
  accel_counter #(.Count(OutWidth)) u_row (
    .clk_i, .rst_i, .step_i(pixel_step), .last_o(row_end));
  accel_counter #(.Count(OutHeight)) u_image (
    .clk_i, .rst_i, .step_i(release_o), .last_o(image_end));

  logic ready_q;

  assign step_o = go_i && ready_q;
  assign segment_step = step_o && segment_end;
  assign pass_step = segment_step && window_end;
  assign pixel_step = pass_step && rounds_end;
  assign release_o = pixel_step && row_end;
  assign all_rows_o = image_end;

  // Rows that are there, and whether they are enough.
  logic [CountBits-1:0] rows_q, after;
  logic enough_after;

  assign after = rows_q - CountBits'(image_end ? KernelHeight : Step);
  assign enough_after = row_kept_i ? after >= CountBits'(KernelHeight - 1)
                                   : after >= CountBits'(KernelHeight);

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      rows_q <= '0;
      ready_q <= 1'b0;
    end else begin
      rows_q <= (release_o ? after : rows_q) + (row_kept_i ? CountBits'(1) : '0);
      if (release_o) ready_q <= enough_after;
      else if (row_kept_i && rows_q == CountBits'(KernelHeight - 1)) ready_q <= 1'b1;
    end
  end

  // Where the window begins in its rows, and where the walk is.
  localparam int Jump = GroupOuter != 0 ? (StrideX - 1) * PixelWords + 1 : StrideX * PixelWords;
  localparam logic [AddressBits-1:0] Along = AddressBits'(GroupOuter != 0 ? PixelWords : 1);
  logic [AddressBits-1:0] column_q, start_q, next_start;

  always_comb begin
    if (rounds_end) next_start = row_end ? '0 : start_q + AddressBits'(Jump);
    else next_start = GroupOuter != 0 ? start_q + 1'b1 : start_q;
  end

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      column_q <= '0;
      start_q <= '0;
    end else if (step_o) begin
      if (!segment_end) column_q <= column_q + Along;
      else if (!window_end) column_q <= start_q;
      else column_q <= next_start;
      if (pass_step) start_q <= next_start;
    end
  end

  // Addresses of the walk's row and of the window's top row, and whether they are the ring's last ones.
  logic [AddressBits-1:0] base_q, top_q, next_top, moved;
  logic base_last_q, top_last_q, next_top_last, moved_last;

  assign next_top = release_o ? moved : top_q;
  assign next_top_last = release_o ? moved_last : top_last_q;

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      base_q <= '0;
      base_last_q <= RingRows == 1;
      top_q <= '0;
      top_last_q <= RingRows == 1;
    end else if (segment_step) begin
      if (window_end) begin
        base_q <= next_top;
        base_last_q <= next_top_last;
      end else begin
        base_q <= base_last_q ? '0 : base_q + AddressBits'(RowWords);
        base_last_q <= base_q == AddressBits'(LastButOne);
      end
      top_q <= next_top;
      top_last_q <= next_top_last;
    end
  end

  accel_window_top #(
    .RowWords    (RowWords),
    .RingRows    (RingRows),
    .Step        (Step),
    .LastStep    (KernelHeight),
    .Registered  (SegmentSteps * KernelHeight * Rounds * OutWidth > 1 ? 1 : 0),
    .AddressBits (AddressBits)
  ) u_top (
    .clk_i,
    .top_i      (top_q),
    .last_step_i(image_end),
    .moved_o    (moved),
    .is_last_o  (moved_last)
  );

  logic [AddressBits-1:0] address_q;
  logic first_q, first_out_q, last_out_q;

  always_ff @(posedge clk_i) begin
    if (rst_i) first_q <= 1'b1;
    else if (step_o) first_q <= segment_end && window_end;
  end

  always_ff @(posedge clk_i) begin
    address_q <= base_q + column_q;
    first_out_q <= first_q;
    last_out_q <= segment_end && window_end;
  end

  assign address_o = address_q;
  assign first_o = first_out_q;
  assign last_o = last_out_q;
endmodule
