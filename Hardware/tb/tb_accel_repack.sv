// SPDX-License-Identifier: BSD-3-Clause
// run: --unroll-count 1

/// accel_unpack, accel_repack and accel_split: elements of both widths, lanes that divide the host's
/// and others, images of whole and of partial beats, timing, resets.
module tb_accel_repack;
  logic clk = 1'b0;
  always #5 clk = !clk;

  localparam int Cases = 12;
  logic [Cases-1:0] done;
  int checks[Cases];

`define PORTS(i) (.clk_i(clk), .done_o(done[i]), .checks_o(checks[i]))
  repack_case #(.Lanes(1), .Elements(784)) u_digit `PORTS(0);
  repack_case #(.Lanes(2), .Elements(10)) u_partial `PORTS(1);
  repack_case #(.Lanes(3), .Elements(33)) u_three `PORTS(2);
  repack_case #(.Lanes(8), .Elements(24)) u_whole `PORTS(3);
  repack_case #(.Lanes(16), .Elements(48)) u_double `PORTS(4);
  repack_case #(.Width(16), .Lanes(1), .Elements(10)) u_scores `PORTS(5);
  repack_case #(.Width(16), .Lanes(2), .Elements(1000)) u_classes `PORTS(6);
  repack_case #(.Width(16), .Lanes(6), .Elements(30)) u_six `PORTS(7);
  repack_case #(.Lanes(1), .Elements(1)) u_single `PORTS(8);
  repack_case #(.Lanes(12), .Elements(36)) u_twelve `PORTS(9);
  split_case #(.InLanes(6), .OutLanes(2)) u_split `PORTS(10);
  split_case #(.InLanes(4), .OutLanes(4)) u_wires `PORTS(11);

  initial begin
    wait (&done);
    $display("PASS %0d", checks.sum());
    $finish;
  end
endmodule

/// Both directions, each with a bench of its own.
module repack_case #(
  parameter int Width = 8,
  parameter int Lanes = 1,
  parameter int Elements = 10
) (
  input  logic clk_i,
  output logic done_o,
  output int   checks_o
);
  localparam int HostLanes = 64 / Width;
  localparam int HostBeats = (Elements + HostLanes - 1) / HostLanes;
  localparam int Beats = Elements / Lanes;
  localparam int Images = 6;
  /// Cycles of an image: a host's beat, or a part that both sides share, in each.
  localparam int Part = HostLanes % Lanes == 0 ? Lanes : Lanes % HostLanes == 0 ? HostLanes :
      Lanes % 4 == 0 && HostLanes == 8 ? 4 : Lanes % 2 == 0 ? 2 : 1;
  localparam int UnpackCycles = HostBeats * HostLanes / Part;
  localparam int RepackCycles = Elements / Part;

  logic rst_u, host_valid, host_ready, u_valid, u_ready;
  logic rst_r, r_valid, r_ready, back_valid, back_ready;
  logic [63:0] host, back, word;
  logic [Lanes*Width-1:0] u_data, r_data, beat;

  stream_bench #(.InBits(64), .OutBits(Lanes * Width)) u_unpack_bench (
    .clk_i, .rst_o(rst_u), .in_valid_o(host_valid), .in_ready_i(host_ready), .in_data_o(host),
    .out_valid_i(u_valid), .out_ready_o(u_ready), .out_data_i(u_data));
  stream_bench #(.InBits(Lanes * Width), .OutBits(64)) u_repack_bench (
    .clk_i, .rst_o(rst_r), .in_valid_o(r_valid), .in_ready_i(r_ready), .in_data_o(r_data),
    .out_valid_i(back_valid), .out_ready_o(back_ready), .out_data_i(back));

  accel_unpack #(.Width(Width), .Lanes(Lanes), .Elements(Elements)) u_unpack (
    .clk_i, .rst_i(rst_u), .in_valid_i(host_valid), .in_ready_o(host_ready), .in_data_i(host),
    .out_valid_o(u_valid), .out_ready_i(u_ready), .out_data_o(u_data));
  accel_repack #(.Width(Width), .Lanes(Lanes), .Elements(Elements)) u_repack (
    .clk_i, .rst_i(rst_r), .in_valid_i(r_valid), .in_ready_o(r_ready), .in_data_i(r_data),
    .out_valid_o(back_valid), .out_ready_i(back_ready), .out_data_o(back));

  logic [Width-1:0] elements[Elements];

  /// What fills a host's last beat is random on the way in, and 0 on the way out.
  task automatic image(input int unpacks);
    for (int i = 0; i < Elements; i++) elements[i] = Width'($urandom());
    for (int first = 0; first < Elements; first += HostLanes) begin
      word = unpacks != 0 ? u_unpack_bench.u_source.noise() : '0;
      for (int i = 0; i < HostLanes && first + i < Elements; i++)
        word[i*Width+:Width] = elements[first+i];
      if (unpacks != 0) u_unpack_bench.u_source.send(word);
      else u_repack_bench.u_sink.expects(word);
    end
    for (int first = 0; first < Elements; first += Lanes) begin
      for (int i = 0; i < Lanes; i++) beat[i*Width+:Width] = elements[first+i];
      if (unpacks != 0) u_unpack_bench.u_sink.expects(beat);
      else u_repack_bench.u_source.send(beat);
    end
  endtask

  int took;

  initial begin
    done_o = 1'b0;
    checks_o = 0;
    for (int round = 0; round < 16; round++) begin
      u_unpack_bench.start_round();
      repeat (Images) image(1);
      u_unpack_bench.end_round(round);
      u_repack_bench.start_round();
      repeat (Images) image(0);
      u_repack_bench.end_round(round);
    end
    u_unpack_bench.start_timing();
    repeat (Images) image(1);
    u_unpack_bench.drain();
    took = u_unpack_bench.cycles(Beats - 1, 5 * Beats - 1);
    if (took != 4 * UnpackCycles) $fatal(1, "%m: 4 images unpacked in %0d cycles", took);
    took = (Part == HostLanes ? 0 : 1) + (Part == Lanes ? 0 : Lanes / Part);
    if (u_unpack_bench.latency(0, 0) != took)
      $fatal(1, "%m: unpacking takes %0d cycles", u_unpack_bench.latency(0, 0));
    u_repack_bench.start_timing();
    repeat (Images) image(0);
    u_repack_bench.drain();
    took = u_repack_bench.cycles(HostBeats - 1, 5 * HostBeats - 1);
    if (took != 4 * RepackCycles) $fatal(1, "%m: 4 images repacked in %0d cycles", took);
    checks_o = u_unpack_bench.u_sink.count + u_repack_bench.u_sink.count;
    done_o = 1'b1;
  end
endmodule

module split_case #(
  parameter int InLanes = 4,
  parameter int OutLanes = 1
) (
  input  logic clk_i,
  output logic done_o,
  output int   checks_o
);
  localparam int InBits = 8 * InLanes;
  localparam int OutBits = 8 * OutLanes;

  logic rst, in_valid, in_ready, out_valid, out_ready;
  logic [InBits-1:0] in_data, beat;
  logic [OutBits-1:0] out_data;

  stream_bench #(.InBits(InBits), .OutBits(OutBits)) u_bench (
    .clk_i, .rst_o(rst), .in_valid_o(in_valid), .in_ready_i(in_ready), .in_data_o(in_data),
    .out_valid_i(out_valid), .out_ready_o(out_ready), .out_data_i(out_data));

  accel_split #(.Width(8), .InLanes(InLanes), .OutLanes(OutLanes)) u_dut (
    .clk_i, .rst_i(rst), .in_valid_i(in_valid), .in_ready_o(in_ready), .in_data_i(in_data),
    .out_valid_o(out_valid), .out_ready_i(out_ready), .out_data_o(out_data));

  task automatic send();
    for (int i = 0; i < 100; i++) begin
      beat = u_bench.u_source.noise();
      u_bench.u_source.send(beat);
      for (int part = 0; part < InLanes / OutLanes; part++)
        u_bench.u_sink.expects(beat[part*OutBits+:OutBits]);
    end
  endtask

  initial begin
    done_o = 1'b0;
    checks_o = 0;
    for (int round = 0; round < 20; round++) begin
      u_bench.start_round();
      send();
      u_bench.end_round(round);
    end
    u_bench.start_timing();
    send();
    u_bench.drain();
    if (u_bench.cycles(0, 100 * InLanes / OutLanes - 1) != 100 * InLanes / OutLanes - 1)
      $fatal(1, "%m: %0d cycles", u_bench.cycles(0, 100 * InLanes / OutLanes - 1));
    checks_o = u_bench.u_sink.count;
    done_o = 1'b1;
  end
endmodule
