// SPDX-License-Identifier: BSD-3-Clause
// run: --unroll-count 1

/// accel_concat: order of channels, lanes, one side late, timing, resets.
module tb_accel_concat;
  logic clk = 1'b0;
  always #5 clk = !clk;

  localparam int Cases = 4;
  logic [Cases-1:0] done;
  int checks[Cases];

`define PORTS(i) (.clk_i(clk), .done_o(done[i]), .checks_o(checks[i]))
  concat_case #(.BeatsA(2), .BeatsB(3)) u_two `PORTS(0);
  concat_case #(.BeatsA(1), .BeatsB(1), .Lanes(4)) u_one `PORTS(1);
  concat_case #(.BeatsA(7), .BeatsB(1), .Lanes(2), .Width(16)) u_wide `PORTS(2);
  concat_case #(.BeatsA(1), .BeatsB(6)) u_late `PORTS(3);

  initial begin
    wait (&done);
    $display("PASS %0d", checks.sum());
    $finish;
  end
endmodule

module concat_case #(
  parameter int Width = 8,
  parameter int Lanes = 1,
  parameter int BeatsA = 2,
  parameter int BeatsB = 3
) (
  input  logic clk_i,
  output logic done_o,
  output int   checks_o
);
  localparam int Bits = Lanes * Width;
  localparam int Pixels = 40;
  localparam int Beats = Pixels * (BeatsA + BeatsB);

  logic rst, a_valid, a_ready, b_valid, b_ready, out_valid, out_ready;
  logic [Bits-1:0] a, b, beat, out_data;

  stream_bench #(.InBits(Bits), .OutBits(Bits)) u_bench (
    .clk_i, .rst_o(rst), .in_valid_o(a_valid), .in_ready_i(a_ready), .in_data_o(a),
    .out_valid_i(out_valid), .out_ready_o(out_ready), .out_data_i(out_data));
  stream_source #(.Bits(Bits)) u_b (
    .clk_i, .rst_i(rst), .valid_o(b_valid), .ready_i(b_ready), .data_o(b));

  accel_concat #(
    .Width(Width), .Lanes(Lanes), .ChannelsA(BeatsA * Lanes), .ChannelsB(BeatsB * Lanes)
  ) u_dut (
    .clk_i, .rst_i(rst), .a_valid_i(a_valid), .a_ready_o(a_ready), .a_data_i(a),
    .b_valid_i(b_valid), .b_ready_o(b_ready), .b_data_i(b), .out_valid_o(out_valid),
    .out_ready_i(out_ready), .out_data_o(out_data));

  task automatic pixels();
    for (int pixel = 0; pixel < Pixels; pixel++)
      for (int i = 0; i < BeatsA + BeatsB; i++) begin
        beat = u_b.noise();
        if (i < BeatsA) u_bench.u_source.send(beat);
        else u_b.send(beat);
        u_bench.u_sink.expects(beat);
      end
  endtask

  initial begin
    done_o = 1'b0;
    checks_o = 0;
    for (int round = 0; round < 40; round++) begin
      u_b.pauses = 30 * $urandom_range(3);
      u_bench.start_round();
      pixels();
      u_bench.end_round(round);
    end
    u_b.pauses = 0;
    u_bench.start_timing();
    pixels();
    u_bench.drain();
    if (u_bench.latency(0, 0) != 1) $fatal(1, "%m: latency %0d", u_bench.latency(0, 0));
    if (u_bench.cycles(0, Beats - 1) != Beats - 1)
      $fatal(1, "%m: %0d cycles", u_bench.cycles(0, Beats - 1));
    checks_o = u_bench.u_sink.count;
    done_o = 1'b1;
  end
endmodule
