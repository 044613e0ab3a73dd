// SPDX-License-Identifier: BSD-3-Clause
// run: --unroll-count 1

/// accel_clamp: every code of 8 bits, many of 16, timing.
module tb_accel_clamp;
  logic clk = 1'b0;
  always #5 clk = !clk;

  localparam int Cases = 3;
  logic [Cases-1:0] done;
  int checks[Cases];

`define PORTS(i) (.clk_i(clk), .done_o(done[i]), .checks_o(checks[i]))
  clamp_case #(.Minimum(-5), .Maximum(90)) u_narrow `PORTS(0);
  clamp_case #(.Lanes(3), .Minimum(-128), .Maximum(127)) u_all `PORTS(1);
  clamp_case #(.Width(16), .Lanes(2), .Minimum(-32768), .Maximum(-3)) u_wide `PORTS(2);

  initial begin
    wait (&done);
    $display("PASS %0d", checks.sum());
    $finish;
  end
endmodule

module clamp_case #(
  parameter int Width = 8,
  parameter int Lanes = 1,
  parameter int Minimum = 0,
  parameter int Maximum = 127
) (
  input  logic clk_i,
  output logic done_o,
  output int   checks_o
);
  localparam int Bits = Lanes * Width;
  localparam int Beats = 256;

  logic rst, in_valid, in_ready, out_valid, out_ready;
  logic [Bits-1:0] in_data, out_data, beat, result;

  stream_bench #(.InBits(Bits), .OutBits(Bits)) u_bench (
    .clk_i, .rst_o(rst), .in_valid_o(in_valid), .in_ready_i(in_ready), .in_data_o(in_data),
    .out_valid_i(out_valid), .out_ready_o(out_ready), .out_data_i(out_data));

  accel_clamp #(.Width(Width), .Lanes(Lanes), .Minimum(Minimum), .Maximum(Maximum)) u_dut (
    .clk_i, .rst_i(rst), .in_valid_i(in_valid), .in_ready_o(in_ready), .in_data_i(in_data),
    .out_valid_o(out_valid), .out_ready_i(out_ready), .out_data_o(out_data));

  int code;

  task automatic codes();
    for (int i = 0; i < Beats; i++) begin
      for (int lane = 0; lane < Lanes; lane++) begin
        if (Width == 8) code = (i + 100 * lane) % 256 - 128;
        else code = $signed($urandom()) >>> (32 - Width);
        beat[lane*Width+:Width] = Width'(code);
        result[lane*Width+:Width] =
            Width'(code > Maximum ? Maximum : code < Minimum ? Minimum : code);
      end
      u_bench.u_source.send(beat);
      u_bench.u_sink.expects(result);
    end
  endtask

  initial begin
    done_o = 1'b0;
    checks_o = 0;
    for (int round = 0; round < 20; round++) begin
      u_bench.start_round();
      codes();
      u_bench.end_round(round);
    end
    u_bench.start_timing();
    codes();
    u_bench.drain();
    if (u_bench.latency(0, 0) != 1) $fatal(1, "%m: latency %0d", u_bench.latency(0, 0));
    if (u_bench.cycles(0, Beats - 1) != Beats - 1)
      $fatal(1, "%m: %0d cycles", u_bench.cycles(0, Beats - 1));
    checks_o = u_bench.u_sink.count;
    done_o = 1'b1;
  end
endmodule
