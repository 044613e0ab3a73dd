// SPDX-License-Identifier: BSD-3-Clause
// run: --unroll-count 1

/// accel_pack: whole and partial last beats, both widths, timing, resets.
module tb_accel_pack;
  logic clk = 1'b0;
  always #5 clk = !clk;

  localparam int Cases = 7;
  logic [Cases-1:0] done;
  int checks[Cases];

`define PORTS(i) (.clk_i(clk), .done_o(done[i]), .checks_o(checks[i]))
  pack_case #(.InLanes(1), .OutLanes(4), .Channels(8)) u_whole `PORTS(0);
  pack_case #(.InLanes(1), .OutLanes(10), .Channels(16)) u_partial `PORTS(1);
  pack_case #(.InLanes(2), .OutLanes(8), .Channels(6)) u_short `PORTS(2);
  pack_case #(.InLanes(1), .OutLanes(5), .Channels(1)) u_one `PORTS(3);
  pack_case #(.InLanes(3), .OutLanes(3), .Channels(6)) u_wires `PORTS(4);
  pack_case #(.Width(16), .InLanes(2), .OutLanes(10), .Channels(50)) u_wide `PORTS(5);
  pack_case #(.InLanes(1), .OutLanes(2), .Channels(3)) u_two `PORTS(6);

  initial begin
    wait (&done);
    $display("PASS %0d", checks.sum());
    $finish;
  end
endmodule

module pack_case #(
  parameter int Width = 8,
  parameter int InLanes = 1,
  parameter int OutLanes = 4,
  parameter int Channels = 8
) (
  input  logic clk_i,
  output logic done_o,
  output int   checks_o
);
  localparam int Pixels = 30;
  localparam int InBeats = Channels / InLanes;
  localparam int OutBeats = (Channels + OutLanes - 1) / OutLanes;

  logic rst, in_valid, in_ready, out_valid, out_ready;
  logic [InLanes*Width-1:0] in_data, beat;
  logic [OutLanes*Width-1:0] out_data, expected;

  stream_bench #(.InBits(InLanes * Width), .OutBits(OutLanes * Width)) u_bench (
    .clk_i, .rst_o(rst), .in_valid_o(in_valid), .in_ready_i(in_ready), .in_data_o(in_data),
    .out_valid_i(out_valid), .out_ready_o(out_ready), .out_data_i(out_data));

  accel_pack #(
    .Width(Width), .InLanes(InLanes), .OutLanes(OutLanes), .Channels(Channels)
  ) u_dut (
    .clk_i, .rst_i(rst), .in_valid_i(in_valid), .in_ready_o(in_ready), .in_data_i(in_data),
    .out_valid_o(out_valid), .out_ready_i(out_ready), .out_data_o(out_data));

  task automatic pixel();
    expected = '0;
    for (int i = 0; i < Channels; i++) begin
      if (i % InLanes == 0) begin
        beat = u_bench.u_source.noise();
        u_bench.u_source.send(beat);
      end
      expected[(i%OutLanes)*Width+:Width] = beat[(i%InLanes)*Width+:Width];
      if (i % OutLanes == OutLanes - 1 || i == Channels - 1) begin
        u_bench.u_sink.expects(expected);
        expected = '0;
      end
    end
  endtask

  initial begin
    done_o = 1'b0;
    checks_o = 0;
    for (int round = 0; round < 40; round++) begin
      u_bench.start_round();
      repeat (Pixels) pixel();
      u_bench.end_round(round);
    end
    u_bench.start_timing();
    repeat (Pixels) pixel();
    u_bench.drain();
    if (u_bench.cycles(0, (Pixels - 1) * OutBeats) != (Pixels - 1) * InBeats)
      $fatal(1, "%m: %0d cycles", u_bench.cycles(0, (Pixels - 1) * OutBeats));
    if (u_bench.latency(InBeats - 1, OutBeats - 1) != (InLanes == OutLanes ? 0 : 1))
      $fatal(1, "%m: latency %0d", u_bench.latency(InBeats - 1, OutBeats - 1));
    checks_o = u_bench.u_sink.count;
    done_o = 1'b1;
  end
endmodule
