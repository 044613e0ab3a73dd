// SPDX-License-Identifier: BSD-3-Clause
// run: --unroll-count 1

/// accel_add against Numerics.md: both widths, extreme codes, factors and shifts; one side late.
module tb_accel_add;
  logic clk = 1'b0;
  always #5 clk = !clk;

  localparam int Cases = 6;
  logic [Cases-1:0] done;
  int checks[Cases];

`define PORTS(i) (.clk_i(clk), .done_o(done[i]), .checks_o(checks[i]))
  add_case #(.ZeroA(3), .ZeroB(-7), .FactorA(51234), .FactorB(70001)) u_even `PORTS(0);
  add_case #(.Lanes(4), .ZeroA(-128), .ZeroB(127), .FactorA(131071), .FactorB(131071),
    .ZeroPoint(-128), .Minimum(-128), .Maximum(127)) u_large `PORTS(1);
  add_case #(.Lanes(2), .ZeroA(-128), .ZeroB(-128), .FactorA(0), .FactorB(1), .Shift(11),
    .ZeroPoint(127), .Minimum(0), .Maximum(127)) u_small `PORTS(2);
  add_case #(.Width(16), .CodeWidth(16), .Lanes(2), .ZeroA(-32768), .ZeroB(32767),
    .FactorA(131071), .FactorB(130000), .Shift(18), .ZeroPoint(-32768), .Minimum(-32768),
    .Maximum(32767)) u_wide `PORTS(3);
  add_case #(.Width(16), .CodeWidth(16), .ZeroA(-32768), .ZeroB(-32768), .FactorA(131071),
    .FactorB(131071), .Shift(31), .ZeroPoint(32767), .Minimum(-32768), .Maximum(32767))
    u_shift `PORTS(4);
  add_case #(.CodeWidth(16), .ZeroA(1), .ZeroB(2), .FactorA(65536), .FactorB(32768), .Shift(12),
    .ZeroPoint(-5), .Minimum(-30000), .Maximum(2000)) u_last `PORTS(5);

  initial begin
    wait (&done);
    $display("PASS %0d", checks.sum());
    $finish;
  end
endmodule

module add_case #(
  parameter int Width = 8,
  parameter int CodeWidth = 8,
  parameter int Lanes = 1,
  parameter int ZeroA = 0,
  parameter int ZeroB = 0,
  parameter int FactorA = 65536,
  parameter int FactorB = 65536,
  parameter int Shift = 17,
  parameter int ZeroPoint = 0,
  parameter int Minimum = -100,
  parameter int Maximum = 100
) (
  input  logic clk_i,
  output logic done_o,
  output int   checks_o
);
  localparam int Bits = Lanes * Width;
  localparam int Beats = 64;

  logic rst, a_valid, a_ready, b_valid, b_ready, out_valid, out_ready;
  logic [Bits-1:0] a, b, a_beat, b_beat;
  logic [Lanes*CodeWidth-1:0] out_data, result;

  stream_bench #(.InBits(Bits), .OutBits(Lanes * CodeWidth)) u_bench (
    .clk_i, .rst_o(rst), .in_valid_o(a_valid), .in_ready_i(a_ready), .in_data_o(a),
    .out_valid_i(out_valid), .out_ready_o(out_ready), .out_data_i(out_data));
  stream_source #(.Bits(Bits)) u_b (
    .clk_i, .rst_i(rst), .valid_o(b_valid), .ready_i(b_ready), .data_o(b));

  accel_add #(
    .Width(Width), .Lanes(Lanes), .Elements(Beats * Lanes), .ZeroPointA(ZeroA),
    .ZeroPointB(ZeroB), .MultiplierA(FactorA), .MultiplierB(FactorB), .Shift(Shift),
    .ZeroPoint(ZeroPoint), .Minimum(Minimum), .Maximum(Maximum), .CodeWidth(CodeWidth)
  ) u_dut (
    .clk_i, .rst_i(rst), .a_valid_i(a_valid), .a_ready_o(a_ready), .a_data_i(a),
    .b_valid_i(b_valid), .b_ready_o(b_ready), .b_data_i(b), .out_valid_o(out_valid),
    .out_ready_i(out_ready), .out_data_o(out_data));

  function automatic int random_code();
    case ($urandom_range(4))
      0: return -(1 << (Width - 1));
      1: return (1 << (Width - 1)) - 1;
      default: return $signed($urandom()) >>> (32 - Width);
    endcase
  endfunction

  function automatic longint added(input longint qa, qb);
    longint code;
    code = (qa - ZeroA) * FactorA + (qb - ZeroB) * FactorB + (longint'(1) << (Shift - 1));
    code = (code >>> Shift) + ZeroPoint;
    return code > Maximum ? Maximum : code < Minimum ? Minimum : code;
  endfunction

  int qa, qb;

  task automatic image();
    for (int i = 0; i < Beats; i++) begin
      for (int lane = 0; lane < Lanes; lane++) begin
        qa = random_code();
        qb = random_code();
        a_beat[lane*Width+:Width] = Width'(qa);
        b_beat[lane*Width+:Width] = Width'(qb);
        result[lane*CodeWidth+:CodeWidth] = CodeWidth'(added(qa, qb));
      end
      u_bench.u_source.send(a_beat);
      u_b.send(b_beat);
      u_bench.u_sink.expects(result);
    end
  endtask

  initial begin
    done_o = 1'b0;
    checks_o = 0;
    for (int round = 0; round < 40; round++) begin
      u_b.pauses = 30 * $urandom_range(3);
      u_bench.start_round();
      repeat (5) image();
      u_bench.end_round(round);
    end
    u_b.pauses = 0;
    u_bench.start_timing();
    repeat (5) image();
    u_bench.drain();
    if (u_bench.latency(0, 0) != 9) $fatal(1, "%m: latency %0d", u_bench.latency(0, 0));
    if (u_bench.cycles(0, 5 * Beats - 1) != 5 * Beats - 1)
      $fatal(1, "%m: %0d cycles", u_bench.cycles(0, 5 * Beats - 1));
    checks_o = u_bench.u_sink.count;
    done_o = 1'b1;
  end
endmodule
