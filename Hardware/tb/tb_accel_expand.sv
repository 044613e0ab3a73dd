// SPDX-License-Identifier: BSD-3-Clause
// run: --unroll-count 1

/// accel_expand against loops over an array: strides, rests, several words, timing, resets.
module tb_accel_expand;
  logic clk = 1'b0;
  always #5 clk = !clk;

  localparam int Cases = 9;
  logic [Cases-1:0] done;
  int checks[Cases];

`define PORTS(i) (.clk_i(clk), .done_o(done[i]), .checks_o(checks[i]))
  expand_case #(.InWidth(28), .KernelWidth(5), .Taps(5)) u_lenet `PORTS(0);
  expand_case #(.InWidth(9), .Channels(3), .KernelWidth(5), .Taps(8)) u_cifar `PORTS(1);
  expand_case #(.InWidth(9), .Channels(3), .Lanes(3), .KernelWidth(7), .Stride(2), .Taps(10))
    u_stride `PORTS(2);
  expand_case #(.InWidth(11), .Channels(2), .KernelWidth(3), .Stride(4), .Taps(6))
    u_gaps `PORTS(3);
  expand_case #(.InWidth(7), .KernelWidth(1), .Stride(3), .Taps(4)) u_one `PORTS(4);
  expand_case #(.InWidth(7), .Channels(2), .Lanes(2), .KernelWidth(1), .Taps(1))
    u_split `PORTS(5);
  expand_case #(.Width(16), .InWidth(6), .Channels(4), .Lanes(2), .KernelWidth(3), .Taps(5))
    u_wide `PORTS(6);
  expand_case #(.InWidth(4), .Channels(1), .KernelWidth(4), .Taps(3)) u_single `PORTS(7);
  expand_case #(.InWidth(8), .Channels(1), .KernelWidth(2), .Stride(5), .Taps(1)) u_rest `PORTS(8);

  initial begin
    wait (&done);
    $display("PASS %0d", checks.sum());
    $finish;
  end
endmodule

module expand_case #(
  parameter int Width = 8,
  parameter int Lanes = 1,
  parameter int InWidth = 6,
  parameter int Channels = 1,
  parameter int KernelWidth = 3,
  parameter int Stride = 1,
  parameter int Taps = 4
) (
  input  logic clk_i,
  output logic done_o,
  output int   checks_o
);
  localparam int OutWidth = (InWidth - KernelWidth) / Stride + 1;
  localparam int Elements = KernelWidth * Channels;
  localparam int Words = (Elements + Taps - 1) / Taps;
  localparam int RowBeats = InWidth * Channels / Lanes;
  localparam int Rows = 12;

  logic rst, in_valid, in_ready, out_valid, out_ready;
  logic [Lanes*Width-1:0] in_data, beat;
  logic [Taps*Width-1:0] out_data, word;
  logic [Width-1:0] row[InWidth * Channels];

  stream_bench #(.InBits(Lanes * Width), .OutBits(Taps * Width)) u_bench (
    .clk_i, .rst_o(rst), .in_valid_o(in_valid), .in_ready_i(in_ready), .in_data_o(in_data),
    .out_valid_i(out_valid), .out_ready_o(out_ready), .out_data_i(out_data));

  accel_expand #(
    .Width(Width), .Lanes(Lanes), .InWidth(InWidth), .Channels(Channels),
    .KernelWidth(KernelWidth), .Stride(Stride), .OutWidth(OutWidth), .Taps(Taps)
  ) u_dut (
    .clk_i, .rst_i(rst), .in_valid_i(in_valid), .in_ready_o(in_ready), .in_data_i(in_data),
    .out_valid_o(out_valid), .out_ready_i(out_ready), .out_data_o(out_data));

  task automatic send_row();
    for (int i = 0; i < InWidth * Channels; i++) begin
      if (i % Lanes == 0) begin
        beat = u_bench.u_source.noise();
        u_bench.u_source.send(beat);
      end
      row[i] = beat[(i%Lanes)*Width+:Width];
    end
    for (int x = 0; x < OutWidth; x++)
      for (int first = 0; first < Elements; first += Taps) begin
        word = '0;
        for (int i = 0; i < Taps && first + i < Elements; i++)
          word[i*Width+:Width] = row[x*Stride*Channels+first+i];
        u_bench.u_sink.expects(word);
      end
  endtask

  /// Cycles from a row's first word to that of the next one: for each window, beats or words,
  /// whichever is more.
  function automatic int row_cycles();
    int window, rest;
    window = Stride * Channels / Lanes;
    rest = RowBeats - (OutWidth - 1) * window;
    if (Words > window) window = Words;
    if (Words > rest) rest = Words;
    return (OutWidth - 1) * window + rest;
  endfunction

  initial begin
    done_o = 1'b0;
    checks_o = 0;
    for (int round = 0; round < 40; round++) begin
      u_bench.start_round();
      repeat (Rows) send_row();
      u_bench.end_round(round);
    end
    u_bench.start_timing();
    repeat (Rows) send_row();
    u_bench.drain();
    if (u_bench.latency(Elements / Lanes - 1, 0) != (Words == 1 ? 1 : 2))
      $fatal(1, "%m: latency %0d", u_bench.latency(Elements / Lanes - 1, 0));
    // With fewer beats than words in some windows, those in which beats come can use the time of others.
    if (u_bench.cycles(0, (Rows - 1) * OutWidth * Words) > (Rows - 1) * row_cycles())
      $fatal(1, "%m: %0d cycles a row", u_bench.cycles(0, OutWidth * Words));
    checks_o = u_bench.u_sink.count;
    done_o = 1'b1;
  end
endmodule
