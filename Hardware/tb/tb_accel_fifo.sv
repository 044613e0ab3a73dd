// SPDX-License-Identifier: BSD-3-Clause

/// accel_skid and accel_fifo: order, no loss, capacity, latency, throughput, resets.
module tb_accel_fifo;
  logic clk = 1'b0;
  always #5 clk = !clk;

  localparam int Cases = 6;
  logic [Cases-1:0] done;
  int checks[Cases];

  fifo_case #(.Bits(9), .Depth(0), .Latency(1), .Capacity(2)) u_skid (
    .clk_i(clk), .done_o(done[0]), .checks_o(checks[0]));
  fifo_case #(.Bits(8), .Depth(2), .Latency(2), .Capacity(3)) u_two (
    .clk_i(clk), .done_o(done[1]), .checks_o(checks[1]));
  fifo_case #(.Bits(3), .Depth(5), .Latency(2), .Capacity(6)) u_five (
    .clk_i(clk), .done_o(done[2]), .checks_o(checks[2]));
  fifo_case #(.Bits(82), .Depth(16), .Latency(2), .Capacity(17)) u_sixteen (
    .clk_i(clk), .done_o(done[3]), .checks_o(checks[3]));
  fifo_case #(.Bits(40), .Depth(111), .Latency(3), .Capacity(113)) u_block (
    .clk_i(clk), .done_o(done[4]), .checks_o(checks[4]));
  fifo_case #(.Bits(36), .Depth(128), .Latency(3), .Capacity(130)) u_power (
    .clk_i(clk), .done_o(done[5]), .checks_o(checks[5]));

  initial begin
    wait (&done);
    $display("PASS %0d", checks.sum());
    $finish;
  end
endmodule

/// `Depth` 0 stands for accel_skid.
module fifo_case #(
  parameter int Bits = 8,
  parameter int Depth = 4,
  parameter int Latency = 2,
  parameter int Capacity = 5
) (
  input  logic clk_i,
  output logic done_o,
  output int   checks_o
);
  logic rst, in_valid, in_ready, out_valid, out_ready;
  logic [Bits-1:0] in_data, out_data;

  stream_bench #(.InBits(Bits), .OutBits(Bits)) u_bench (
    .clk_i, .rst_o(rst), .in_valid_o(in_valid), .in_ready_i(in_ready), .in_data_o(in_data),
    .out_valid_i(out_valid), .out_ready_o(out_ready), .out_data_i(out_data));

  if (Depth == 0) begin : gen_skid
    accel_skid #(.Bits(Bits)) u_dut (
      .clk_i, .rst_i(rst), .in_valid_i(in_valid), .in_ready_o(in_ready), .in_data_i(in_data),
      .out_valid_o(out_valid), .out_ready_i(out_ready), .out_data_o(out_data));
  end else begin : gen_fifo
    accel_fifo #(.Bits(Bits), .Depth(Depth)) u_dut (
      .clk_i, .rst_i(rst), .in_valid_i(in_valid), .in_ready_o(in_ready), .in_data_i(in_data),
      .out_valid_o(out_valid), .out_ready_i(out_ready), .out_data_o(out_data));
  end

  task automatic send(input int beats);
    logic [Bits-1:0] beat;
    for (int i = 0; i < beats; i++) begin
      beat = u_bench.u_source.noise();
      u_bench.u_source.send(beat);
      u_bench.u_sink.expects(beat);
    end
  endtask

  initial begin
    done_o = 1'b0;
    checks_o = 0;
    for (int round = 0; round < 40; round++) begin
      u_bench.start_round();
      send(300);
      u_bench.end_round(round);
    end
    u_bench.start_timing();
    send(500);
    u_bench.drain();
    if (u_bench.latency(0, 0) != Latency)
      $fatal(1, "%m: latency %0d", u_bench.latency(0, 0));
    if (u_bench.cycles(0, 499) != 499)
      $fatal(1, "%m: 500 beats took %0d cycles", u_bench.cycles(0, 499));
    // What it holds.
    u_bench.u_sink.pauses = 100;
    u_bench.reset();
    send(Capacity + 5);
    repeat (Capacity + 20) @(posedge clk_i);
    if (u_bench.u_source.times.size() != Capacity)
      $fatal(1, "%m: it holds %0d beats", u_bench.u_source.times.size());
    u_bench.u_sink.pauses = 0;
    u_bench.drain();
    checks_o = u_bench.u_sink.count;
    done_o = 1'b1;
  end
endmodule
