// SPDX-License-Identifier: BSD-3-Clause

/// The half of `accel_window` that writes rows to the ring.
///
/// Takes a word a cycle while the ring has room for the row. A word is stored two cycles after it was
/// taken; `row_kept_o` comes with a row's last one.
module accel_window_writer #(
  parameter int WordBits = 8,
  /// Rows of an image, words of a row.
  parameter int InHeight = 6,
  parameter int RowWords = 6,
  /// As in `accel_window`.
  parameter int KernelHeight = 3,
  parameter int StrideY = 1,
  parameter int OutHeight = 4,
  parameter int RingRows = 4,
  /// Bits of an address in the ring.
  parameter int AddressBits = 5
) (
  input  logic                   clk_i,
  input  logic                   rst_i,
  input  logic                   in_valid_i,
  output logic                   in_ready_o,
  input  logic [   WordBits-1:0] in_data_i,
  /// To the memory, from registers.
  output logic                   write_o,
  output logic [AddressBits-1:0] address_o,
  output logic [   WordBits-1:0] data_o,
  /// A row is complete.
  output logic                   row_kept_o,
  /// Rows are given back: `min(StrideY, KernelHeight)`, or `KernelHeight` with `all_rows_i`.
  input  logic                   release_i,
  input  logic                   all_rows_i
);
  localparam int Step = StrideY < KernelHeight ? StrideY : KernelHeight;
  localparam int Used = (OutHeight - 1) * StrideY + KernelHeight;
  localparam int CountBits = $clog2(RingRows + 1);

  logic take, row_end, keep;

  assign in_ready_o = room_q || !keep;
  assign take = in_valid_i && in_ready_o;

  accel_counter #(
    .Count(RowWords)
  ) u_word (
    .clk_i,
    .rst_i,
    .step_i(take),
    .last_o(row_end)
  );

  if (Used == InHeight && StrideY <= KernelHeight) begin : gen_keep
    assign keep = 1'b1;
  end else begin : gen_drop
    logic used, image_end, between, between_end;

    accel_span #(
      .Before(0),
      .Within(Used),
      .Behind(InHeight - Used)
    ) u_image (
      .clk_i,
      .rst_i,
      .step_i  (take && row_end),
      .within_o(used),
      .last_o  (image_end)
    );

    accel_span #(
      .Before(0),
      .Within(KernelHeight),
      .Behind(StrideY > KernelHeight ? StrideY - KernelHeight : 0)
    ) u_window (
      .clk_i,
      .rst_i   (rst_i || (take && row_end && image_end)),
      .step_i  (take && row_end),
      .within_o(between),
      .last_o  (between_end)
    );

    assign keep = used && between;
    logic unused;
    assign unused = &{1'b0, between_end};
  end

  // Rows that may be written, the one under way included.
  logic [CountBits-1:0] free_q;
  logic room_q, released_q, all_rows_q;
  logic row_kept;

  assign row_kept = take && row_end && keep;

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      free_q <= CountBits'(RingRows);
      room_q <= 1'b1;
      released_q <= 1'b0;
      all_rows_q <= 1'b0;
    end else begin
      released_q <= release_i;
      all_rows_q <= all_rows_i;
      free_q <= free_q + (released_q ? CountBits'(all_rows_q ? KernelHeight : Step) : '0)
          - (row_kept ? CountBits'(1) : '0);
      if (released_q) room_q <= 1'b1;
      else if (row_kept) room_q <= free_q != CountBits'(1);
    end
  end

  logic [AddressBits-1:0] next_q;
  logic wrap_q;

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      next_q <= '0;
      write_o <= 1'b0;
      row_kept_o <= 1'b0;
    end else begin
      if (take && keep) next_q <= wrap_q ? '0 : next_q + 1'b1;
      write_o <= take && keep;
      row_kept_o <= row_kept;
    end
  end

  always_ff @(posedge clk_i) begin
    address_o <= next_q;
    data_o <= in_data_i;
  end

  accel_counter #(
    .Count(RingRows * RowWords)
  ) u_ring (
    .clk_i,
    .rst_i,
    .step_i(take && keep),
    .last_o(wrap_q)
  );
endmodule
