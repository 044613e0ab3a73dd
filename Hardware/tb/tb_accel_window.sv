// SPDX-License-Identifier: BSD-3-Clause

// run: --unroll-count 1

/// accel_window against loops over an array: shapes, orders, rings, timing, resets.
module tb_accel_window;
  logic clk = 1'b0;
  always #5 clk = !clk;

  localparam int Cases = 14;
  logic [Cases-1:0] done;
  int checks[Cases];

`define PORTS(i) (.clk_i(clk), .done_o(done[i]), .checks_o(checks[i]))
  window_case #(.InHeight(6), .InWidth(7), .KernelHeight(3), .KernelWidth(3), .RingRows(4))
    u_three `PORTS(0);
  // Twice the kernel's rows: no pause between images.
  window_case #(.InHeight(6), .InWidth(7), .KernelHeight(3), .KernelWidth(3), .RingRows(6),
    .Seamless(1)) u_seamless `PORTS(1);
  window_case #(.InHeight(9), .InWidth(8), .PixelWords(2), .KernelHeight(5), .KernelWidth(5),
    .RingRows(6), .Repeats(3)) u_five `PORTS(2);
  window_case #(.InHeight(8), .InWidth(9), .PixelWords(3), .KernelHeight(2), .KernelWidth(2),
    .StrideY(2), .StrideX(2), .RingRows(4), .GroupOuter(1)) u_pool `PORTS(3);
  window_case #(.InHeight(8), .InWidth(7), .PixelWords(2), .KernelHeight(3), .KernelWidth(3),
    .StrideY(2), .StrideX(2), .RingRows(5), .GroupOuter(1)) u_overlap `PORTS(4);
  // Rows and columns that no window needs, between windows and behind them.
  window_case #(.InHeight(9), .InWidth(9), .KernelHeight(1), .KernelWidth(1), .StrideY(3),
    .StrideX(2), .RingRows(2), .Repeats(7), .Seamless(1)) u_gaps `PORTS(5);
  window_case #(.InHeight(8), .InWidth(5), .PixelWords(3), .KernelHeight(2), .KernelWidth(3),
    .StrideY(3), .StrideX(1), .RingRows(2)) u_tight `PORTS(6);
  // A fully connected layer, a global pool, a ring of one row, expanded words.
  window_case #(.InHeight(4), .InWidth(3), .PixelWords(2), .KernelHeight(4), .KernelWidth(3),
    .RingRows(8), .Repeats(5), .Seamless(1)) u_full `PORTS(7);
  window_case #(.InHeight(5), .InWidth(5), .PixelWords(4), .KernelHeight(5), .KernelWidth(5),
    .RingRows(11), .GroupOuter(1), .Seamless(1)) u_global `PORTS(8);
  window_case #(.InHeight(1), .InWidth(1), .PixelWords(7), .KernelHeight(1), .KernelWidth(1),
    .RingRows(1), .Repeats(2)) u_row `PORTS(9);
  window_case #(.InHeight(7), .InWidth(6), .PixelWords(2), .KernelHeight(4), .KernelWidth(1),
    .RingRows(8), .Repeats(2), .Seamless(1)) u_expanded `PORTS(10);
  // One step for an output row, or for an image.
  window_case #(.InHeight(5), .InWidth(1), .KernelHeight(1), .KernelWidth(1), .RingRows(4),
    .Seamless(1)) u_column `PORTS(11);
  window_case #(.InHeight(1), .InWidth(1), .KernelHeight(1), .KernelWidth(1), .RingRows(4),
    .Seamless(1)) u_pixel `PORTS(12);
  window_case #(.WordBits(80), .InHeight(7), .InWidth(5), .KernelHeight(3), .KernelWidth(1),
    .StrideY(2), .StrideX(2), .RingRows(9), .Repeats(2), .Seamless(1)) u_wide `PORTS(13);

  initial begin
    wait (&done);
    $display("PASS %0d", checks.sum());
    $finish;
  end
endmodule

/// `Seamless`: the ring and the input's speed allow images without a pause between them.
module window_case #(
  parameter int WordBits = 16,
  parameter int InHeight = 6,
  parameter int InWidth = 6,
  parameter int PixelWords = 1,
  parameter int KernelHeight = 3,
  parameter int KernelWidth = 3,
  parameter int StrideY = 1,
  parameter int StrideX = 1,
  parameter int RingRows = 4,
  parameter int Repeats = 1,
  parameter int GroupOuter = 0,
  parameter int Seamless = 0
) (
  input  logic clk_i,
  output logic done_o,
  output int   checks_o
);
  localparam int OutHeight = (InHeight - KernelHeight) / StrideY + 1;
  localparam int OutWidth = (InWidth - KernelWidth) / StrideX + 1;
  localparam int RowSteps = OutWidth * KernelHeight * KernelWidth * PixelWords * Repeats;
  localparam int Steps = OutHeight * RowSteps;
  localparam int InWords = InHeight * InWidth * PixelWords;

  logic rst, in_valid, in_ready, out_valid, out_ready, out_first, out_last;
  logic [WordBits-1:0] in_data, out_data;

  stream_bench #(.InBits(WordBits), .OutBits(WordBits + 2)) u_bench (
    .clk_i, .rst_o(rst), .in_valid_o(in_valid), .in_ready_i(in_ready), .in_data_o(in_data),
    .out_valid_i(out_valid), .out_ready_o(out_ready),
    .out_data_i({out_first, out_last, out_data}));

  accel_window #(
    .WordBits(WordBits), .InHeight(InHeight), .InWidth(InWidth), .PixelWords(PixelWords),
    .KernelHeight(KernelHeight), .KernelWidth(KernelWidth), .StrideY(StrideY),
    .StrideX(StrideX), .OutHeight(OutHeight), .OutWidth(OutWidth), .RingRows(RingRows),
    .Repeats(Repeats), .GroupOuter(GroupOuter)
  ) u_dut (
    .clk_i, .rst_i(rst), .in_valid_i(in_valid), .in_ready_o(in_ready), .in_data_i(in_data),
    .out_valid_o(out_valid), .out_ready_i(out_ready), .out_data_o(out_data),
    .out_first_o(out_first), .out_last_o(out_last));

  logic [WordBits-1:0] words[InHeight][InWidth][PixelWords];

  task automatic expects(input int y, x, ky, kx, word, input logic first, last);
    u_bench.u_sink.expects({first, last, words[y*StrideY+ky][x*StrideX+kx][word]});
  endtask

  task automatic window(input int y, x);
    if (GroupOuter != 0) begin
      for (int word = 0; word < PixelWords; word++)
        for (int ky = 0; ky < KernelHeight; ky++)
          for (int kx = 0; kx < KernelWidth; kx++)
            expects(y, x, ky, kx, word, ky == 0 && kx == 0,
                    ky == KernelHeight - 1 && kx == KernelWidth - 1);
    end else begin
      for (int ky = 0; ky < KernelHeight; ky++)
        for (int kx = 0; kx < KernelWidth; kx++)
          for (int word = 0; word < PixelWords; word++)
            expects(y, x, ky, kx, word, ky == 0 && kx == 0 && word == 0,
                    ky == KernelHeight - 1 && kx == KernelWidth - 1 && word == PixelWords - 1);
    end
  endtask

  task automatic image();
    for (int y = 0; y < InHeight; y++)
      for (int x = 0; x < InWidth; x++)
        for (int word = 0; word < PixelWords; word++) begin
          words[y][x][word] = u_bench.u_source.noise();
          u_bench.u_source.send(words[y][x][word]);
        end
    for (int y = 0; y < OutHeight; y++)
      for (int x = 0; x < OutWidth; x++)
        repeat (Repeats) window(y, x);
  endtask

  /// Words of an image that must have come before the first window.
  localparam int Needed = KernelHeight * InWidth * PixelWords;

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
    if (u_bench.latency(Needed - 1, 0) != 7)
      $fatal(1, "%m: latency %0d", u_bench.latency(Needed - 1, 0));
    if (Seamless != 0 && u_bench.cycles(2 * Steps, 5 * Steps) != 3 * Steps)
      $fatal(1, "%m: %0d cycles an image", u_bench.cycles(2 * Steps, 5 * Steps) / 3);
    // Within an output row there is no pause, whatever the ring.
    for (int row = 0; row < 6 * OutHeight; row++)
      if (u_bench.cycles(row * RowSteps, (row + 1) * RowSteps - 1) != RowSteps - 1)
        $fatal(1, "%m: a pause in row %0d", row);
    checks_o = u_bench.u_sink.count;
    done_o = 1'b1;
  end
endmodule
