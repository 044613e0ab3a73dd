// SPDX-License-Identifier: BSD-3-Clause
// run: --unroll-count 1

/// accel_pad: every side alone and together, lanes, both widths, timing, resets.
module tb_accel_pad;
  logic clk = 1'b0;
  always #5 clk = !clk;

  localparam int Cases = 8;
  logic [Cases-1:0] done;
  int checks[Cases];

`define PORTS(i) (.clk_i(clk), .done_o(done[i]), .checks_o(checks[i]))
  pad_case #(.InHeight(3), .InWidth(4), .Top(1), .Left(1), .Bottom(1), .Right(1), .Code(-128))
    u_same `PORTS(0);
  pad_case #(.InHeight(3), .InWidth(4), .Channels(6), .Lanes(2), .Top(2), .Left(3), .Code(5))
    u_top_left `PORTS(1);
  pad_case #(.InHeight(2), .InWidth(5), .Channels(3), .Lanes(3), .Bottom(1), .Right(2), .Code(-1))
    u_bottom_right `PORTS(2);
  pad_case #(.InHeight(4), .InWidth(3), .Bottom(2), .Code(7)) u_bottom `PORTS(3);
  pad_case #(.InHeight(4), .InWidth(3), .Left(1), .Code(7)) u_left `PORTS(4);
  pad_case #(.Width(16), .InHeight(1), .InWidth(1), .Channels(4), .Top(1), .Left(2), .Bottom(3),
    .Right(4), .Code(-32768)) u_pixel `PORTS(5);
  pad_case #(.InHeight(3), .InWidth(4)) u_none `PORTS(6);
  pad_case #(.InHeight(5), .InWidth(1), .Right(1), .Code(-7)) u_right `PORTS(7);

  initial begin
    wait (&done);
    $display("PASS %0d", checks.sum());
    $finish;
  end
endmodule

module pad_case #(
  parameter int Width = 8,
  parameter int Lanes = 1,
  parameter int InHeight = 3,
  parameter int InWidth = 3,
  parameter int Channels = 1,
  parameter int Top = 0,
  parameter int Left = 0,
  parameter int Bottom = 0,
  parameter int Right = 0,
  parameter int Code = 0
) (
  input  logic clk_i,
  output logic done_o,
  output int   checks_o
);
  localparam int Beats = Channels / Lanes;
  localparam int OutBeats = (Top + InHeight + Bottom) * (Left + InWidth + Right) * Beats;

  logic rst, in_valid, in_ready, out_valid, out_ready;
  logic [Lanes*Width-1:0] in_data, out_data, beat;

  stream_bench #(.InBits(Lanes * Width), .OutBits(Lanes * Width)) u_bench (
    .clk_i, .rst_o(rst), .in_valid_o(in_valid), .in_ready_i(in_ready), .in_data_o(in_data),
    .out_valid_i(out_valid), .out_ready_o(out_ready), .out_data_i(out_data));

  accel_pad #(
    .Width(Width), .Lanes(Lanes), .InHeight(InHeight), .InWidth(InWidth), .Channels(Channels),
    .PadTop(Top), .PadLeft(Left), .PadBottom(Bottom), .PadRight(Right), .PadCode(Code)
  ) u_dut (
    .clk_i, .rst_i(rst), .in_valid_i(in_valid), .in_ready_o(in_ready), .in_data_i(in_data),
    .out_valid_o(out_valid), .out_ready_i(out_ready), .out_data_o(out_data));

  task automatic pad(input int beats);
    for (int i = 0; i < beats * Beats; i++) u_bench.u_sink.expects({Lanes{Width'(Code)}});
  endtask

  /// What comes before an image's first beat does not wait for it.
  task automatic lead();
    pad(Top * (Left + InWidth + Right) + Left);
  endtask

  task automatic image();
    pad(Top * (Left + InWidth + Right));
    for (int y = 0; y < InHeight; y++) begin
      pad(Left);
      for (int i = 0; i < InWidth * Beats; i++) begin
        beat = u_bench.u_source.noise();
        u_bench.u_source.send(beat);
        u_bench.u_sink.expects(beat);
      end
      pad(Right);
    end
    pad(Bottom * (Left + InWidth + Right));
  endtask

  initial begin
    done_o = 1'b0;
    checks_o = 0;
    for (int round = 0; round < 40; round++) begin
      u_bench.start_round();
      repeat (5) image();
      lead();
      u_bench.end_round(round);
    end
    u_bench.start_timing();
    repeat (5) image();
    lead();
    u_bench.drain();
    if (u_bench.cycles(OutBeats, 4 * OutBeats) != 3 * OutBeats)
      $fatal(1, "%m: %0d cycles for 3 images", u_bench.cycles(OutBeats, 4 * OutBeats));
    checks_o = u_bench.u_sink.count;
    done_o = 1'b1;
  end
endmodule
