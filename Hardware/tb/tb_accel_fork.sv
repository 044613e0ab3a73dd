// SPDX-License-Identifier: BSD-3-Clause
// run: --unroll-count 1

/// accel_fork: both sides get every beat once, in order, whatever pauses the other one makes.
module tb_accel_fork;
  localparam int Bits = 12;
  localparam int Beats = 300;

  logic clk = 1'b0;
  always #5 clk = !clk;

  logic rst, in_valid, in_ready, a_valid, a_ready, b_valid, b_ready;
  logic [Bits-1:0] in_data, a_data, b_data, beat;

  stream_bench #(.InBits(Bits), .OutBits(Bits)) u_bench (
    .clk_i(clk), .rst_o(rst), .in_valid_o(in_valid), .in_ready_i(in_ready), .in_data_o(in_data),
    .out_valid_i(a_valid), .out_ready_o(a_ready), .out_data_i(a_data));
  stream_sink #(.Bits(Bits)) u_b (
    .clk_i(clk), .rst_i(rst), .valid_i(b_valid), .ready_o(b_ready), .data_i(b_data));

  accel_fork #(.Bits(Bits)) u_dut (
    .clk_i(clk), .rst_i(rst), .in_valid_i(in_valid), .in_ready_o(in_ready), .in_data_i(in_data),
    .a_valid_o(a_valid), .a_ready_i(a_ready), .a_data_o(a_data), .b_valid_o(b_valid),
    .b_ready_i(b_ready), .b_data_o(b_data));

  task automatic send();
    for (int i = 0; i < Beats; i++) begin
      beat = u_bench.u_source.noise();
      u_bench.u_source.send(beat);
      u_bench.u_sink.expects(beat);
      u_b.expects(beat);
    end
  endtask

  initial begin
    for (int round = 0; round < 60; round++) begin
      u_b.pauses = 30 * $urandom_range(3);
      u_bench.start_round();
      send();
      u_bench.end_round(round);
      if (round % 2 == 0) begin
        u_b.pauses = 0;
        repeat (5) @(posedge clk);
        if (u_b.queue.size() > 0) $fatal(1, "%0d are missing", u_b.queue.size());
      end
    end
    u_b.pauses = 0;
    u_bench.start_timing();
    send();
    u_bench.drain();
    if (u_bench.latency(0, 0) != 0) $fatal(1, "latency %0d", u_bench.latency(0, 0));
    if (u_bench.cycles(0, Beats - 1) != Beats - 1)
      $fatal(1, "%0d cycles", u_bench.cycles(0, Beats - 1));
    $display("PASS %0d", u_bench.u_sink.count + u_b.count);
    $finish;
  end
endmodule
