// SPDX-License-Identifier: BSD-3-Clause

/// Sliding windows over a ring of rows.
///
/// Words of an image come in order (y, x, word). For each output pixel, in order (y, x), its window
/// leaves, one word a cycle: `Repeats` times in order (ky, kx, word), or with `GroupOuter` once in order
/// (word, ky, kx). `out_first_o` and `out_last_o` mark the ends of a *pass*: one time through a
/// window, or with `GroupOuter` one word's part of it.
///
/// Throughput: `OutHeight * OutWidth * KernelHeight * KernelWidth * PixelWords * Repeats` cycles an
/// image, without a pause as long as rows are there and the words are taken; one word a cycle comes in.
/// Latency: 7 cycles from the last word that an output row needs to its first word. A word of a row that
/// takes the place of another one is read 4 cycles after that one's last step, at the earliest.
/// `in_ready_o`, `out_valid_o` and the outputs beside it come from registers.
///
/// Rows that no window needs (below the last one, or between them if `StrideY > KernelHeight`) are
/// taken at once and not kept.
module accel_window #(
  /// Bits of a word.
  parameter int WordBits = 8,
  /// Rows, pixels of a row, and words of a pixel that come in.
  parameter int InHeight = 6,
  parameter int InWidth = 6,
  parameter int PixelWords = 1,
  /// Pixels of a window, and between two.
  parameter int KernelHeight = 3,
  parameter int KernelWidth = 3,
  parameter int StrideY = 1,
  parameter int StrideX = 1,
  /// Windows: those that begin at `y * StrideY`, `x * StrideX`.
  parameter int OutHeight = 4,
  parameter int OutWidth = 4,
  /// Rows of the memory: `KernelHeight`, and `min(StrideY, KernelHeight)` more so that the next rows can
  /// come meanwhile; `2 * KernelHeight` so that there is no pause between images either, and a row more
  /// if words come no faster than they leave.
  parameter int RingRows = 4,
  /// How often a window leaves; 1 with `GroupOuter`.
  parameter int Repeats = 1,
  /// 1: one word's part of the window after the other.
  parameter int GroupOuter = 0
) (
  input  logic                clk_i,
  /// Forgets everything; synchronous.
  input  logic                rst_i,
  input  logic                in_valid_i,
  output logic                in_ready_o,
  input  logic [WordBits-1:0] in_data_i,
  output logic                out_valid_o,
  input  logic                out_ready_i,
  output logic [WordBits-1:0] out_data_o,
  /// This is the first word of a pass; the last.
  output logic                out_first_o,
  output logic                out_last_o
);
  localparam int RowWords = InWidth * PixelWords;
  localparam int Words = RingRows * RowWords;
  localparam int AddressBits = Words > 1 ? $clog2(Words) : 1;

  if (RingRows < KernelHeight) begin : gen_bad_ring
    $error("accel_window: RingRows must be KernelHeight or more");
  end
  if ((OutHeight - 1) * StrideY + KernelHeight > InHeight) begin : gen_bad_height
    $error("accel_window: the windows reach below the image");
  end
  if ((OutWidth - 1) * StrideX + KernelWidth > InWidth) begin : gen_bad_width
    $error("accel_window: the windows reach beyond the row");
  end
  if (GroupOuter != 0 && Repeats != 1) begin : gen_bad_repeats
    $error("accel_window: Repeats must be 1 with GroupOuter");
  end

  logic write, row_kept;
  logic [AddressBits-1:0] write_address;
  logic [WordBits-1:0] write_data;
  logic release_rows, release_all;

  accel_window_writer #(
    .WordBits    (WordBits),
    .InHeight    (InHeight),
    .RowWords    (RowWords),
    .KernelHeight(KernelHeight),
    .StrideY     (StrideY),
    .OutHeight   (OutHeight),
    .RingRows    (RingRows),
    .AddressBits (AddressBits)
  ) u_writer (
    .clk_i,
    .rst_i,
    .in_valid_i,
    .in_ready_o,
    .in_data_i,
    .write_o    (write),
    .address_o  (write_address),
    .data_o     (write_data),
    .row_kept_o (row_kept),
    .release_i  (release_rows),
    .all_rows_i (release_all)
  );

  logic step, first, last;
  logic [AddressBits-1:0] read_address;
  // Room in the FIFO behind the memory for one more step.
  logic room_q;

  accel_window_walker #(
    .RowWords    (RowWords),
    .PixelWords  (PixelWords),
    .KernelHeight(KernelHeight),
    .KernelWidth (KernelWidth),
    .StrideY     (StrideY),
    .StrideX     (StrideX),
    .OutHeight   (OutHeight),
    .OutWidth    (OutWidth),
    .RingRows    (RingRows),
    .Repeats     (Repeats),
    .GroupOuter  (GroupOuter),
    .AddressBits (AddressBits)
  ) u_walker (
    .clk_i,
    .rst_i,
    .row_kept_i(row_kept),
    .go_i      (room_q),
    .step_o    (step),
    .release_o (release_rows),
    .all_rows_o(release_all),
    .address_o (read_address),
    .first_o   (first),
    .last_o    (last)
  );

  // The word stored in a cycle is never read in it: no_rw_check.
  (* no_rw_check *)
  logic [WordBits-1:0] ring[Words];
  logic [WordBits-1:0] fetched_q, word_q;

  always_ff @(posedge clk_i) begin
    if (write) ring[write_address] <= write_data;
  end
  always_ff @(posedge clk_i) begin
    fetched_q <= ring[read_address];
  end
  always_ff @(posedge clk_i) begin
    word_q <= fetched_q;
  end

  // The address comes one cycle behind its step, the flags with it.
  logic [2:0] valid_q;
  logic [1:0] first_q, last_q;

  always_ff @(posedge clk_i) begin
    valid_q <= rst_i ? '0 : {valid_q[1:0], step};
    first_q <= {first_q[0], first};
    last_q <= {last_q[0], last};
  end

  localparam int Room = 16;
  localparam int RoomBits = $clog2(Room + 1);
  logic [RoomBits-1:0] free_q;
  logic pop_q, fifo_ready;

  accel_fifo #(
    .Bits (WordBits + 2),
    .Depth(Room)
  ) u_fifo (
    .clk_i,
    .rst_i,
    .in_valid_i (valid_q[2]),
    .in_ready_o (fifo_ready),
    .in_data_i  ({last_q[1], first_q[1], word_q}),
    .out_valid_o,
    .out_ready_i,
    .out_data_o ({out_last_o, out_first_o, out_data_o})
  );

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      pop_q <= 1'b0;
      room_q <= 1'b1;
      free_q <= RoomBits'(Room);
    end else begin
      pop_q <= out_valid_o && out_ready_i;
      if (step && !pop_q) begin
        free_q <= free_q - 1'b1;
        room_q <= free_q != RoomBits'(1);
      end else if (pop_q && !step) begin
        free_q <= free_q + 1'b1;
        room_q <= 1'b1;
      end
    end
  end

  // Steps are counted, so the FIFO always takes them.
  logic unused;
  assign unused = &{1'b0, fifo_ready};
endmodule
