// SPDX-License-Identifier: BSD-3-Clause

/// Where the window's top row lies in the ring of `accel_window` after the next move.
module accel_window_top #(
  /// Words of a row, rows of the ring.
  parameter int RowWords = 6,
  parameter int RingRows = 4,
  /// Rows of a move, and of the last one of an image; `RingRows` at most.
  parameter int Step = 1,
  parameter int LastStep = 3,
  /// 1: the result comes one cycle behind `top_i`; 0: at once.
  parameter int Registered = 1,
  /// Bits of an address in the ring.
  parameter int AddressBits = 5
) (
  input  logic                   clk_i,
  /// Address of the top row.
  input  logic [AddressBits-1:0] top_i,
  /// The next move is the last of an image.
  input  logic                   last_step_i,
  /// Address of the next top row, and whether it is the ring's last row.
  output logic [AddressBits-1:0] moved_o,
  output logic                   is_last_o
);
  logic wraps, is_last;
  logic [AddressBits-1:0] distance, moved;

  // Addresses of rows are compared, so `>` the row before is `>=` the row, and never out of range.
  always_comb begin
    if (last_step_i) begin
      wraps = LastStep == RingRows || top_i > AddressBits'((RingRows - LastStep - 1) * RowWords);
      is_last = top_i == AddressBits'(((2 * RingRows - 1 - LastStep) % RingRows) * RowWords);
    end else begin
      wraps = Step == RingRows || top_i > AddressBits'((RingRows - Step - 1) * RowWords);
      is_last = top_i == AddressBits'(((2 * RingRows - 1 - Step) % RingRows) * RowWords);
    end
    if (wraps) distance = AddressBits'(((last_step_i ? LastStep : Step) - RingRows) * RowWords);
    else distance = AddressBits'((last_step_i ? LastStep : Step) * RowWords);
    moved = top_i + distance;
  end

  if (Registered != 0) begin : gen_registered
    always_ff @(posedge clk_i) begin
      moved_o <= moved;
      is_last_o <= is_last;
    end
  end else begin : gen_gates
    assign moved_o = moved;
    assign is_last_o = is_last;
    logic unused;
    assign unused = clk_i;
  end
endmodule
