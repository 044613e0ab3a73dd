// SPDX-License-Identifier: BSD-3-Clause
//
// accel_mac, as a behaviour and as a DSP48E1 (Yosys' model of it), against the same arithmetic, in
// each cycle: so the two are equal.
//
// run: -GPerTap=2
// run: -GPerTap=1
// run: -GPerTap=2 +define+SYNTHESIS
// run: -GPerTap=1 +define+SYNTHESIS
// files: +/xilinx/cells_sim.v

module tb_accel_mac #(
  parameter int PerTap = 2,
  parameter int Cycles = 20000
);
  localparam int Width = PerTap == 2 ? 8 : 16;
  localparam int Largest = PerTap == 2 ? 127 : 32767;

  logic clk = 0;
  always #5 clk = !clk;

  logic [15:0] weights[3];
  logic [Width-1:0] activations[3];
  logic [47:0] cascade0, cascade1, cascade2, sum0, sum1, sum2;

  accel_mac #(.PerTap(PerTap), .First(1)) dut0 (
    .clk_i(clk), .weight_i(weights[0]), .activation_i(activations[0]), .cascade_i(48'b0),
    .cascade_o(cascade0), .sum_o(sum0));
  accel_mac #(.PerTap(PerTap), .First(0)) dut1 (
    .clk_i(clk), .weight_i(weights[1]), .activation_i(activations[1]), .cascade_i(cascade0),
    .cascade_o(cascade1), .sum_o(sum1));
  accel_mac #(.PerTap(PerTap), .First(0)) dut2 (
    .clk_i(clk), .weight_i(weights[2]), .activation_i(activations[2]), .cascade_i(cascade1),
    .cascade_o(cascade2), .sum_o(sum2));

  function automatic int random(int limit, int low);
    case ($urandom_range(3))
      0: return limit;
      1: return low;
      default: return int'($urandom_range(limit - low)) + low;
    endcase
  endfunction

  function automatic longint product(logic [15:0] weight, logic [Width-1:0] activation);
    longint a = longint'($signed(activation));
    if (PerTap == 1) return longint'($signed(weight)) * a;
    return (longint'($signed(weight[15:8])) * (64'sd1 << 17) + longint'($signed(weight[7:0]))) * a;
  endfunction

  // Operands of tap i come i cycles later; products[i][n] is of n cycles ago.
  longint products[3][16];
  int checks = 0;
  initial begin
    for (int cycle = 0; cycle < Cycles; cycle++) begin
      for (int tap = 0; tap < 3; tap++) begin
        if (PerTap == 2) weights[tap] = {8'(random(127, -127)), 8'(random(127, -127))};
        else weights[tap] = 16'(random(Largest, -Largest - 1));
        activations[tap] = Width'(random((1 << (Width - 1)) - 1, -(1 << (Width - 1))));
        for (int age = 15; age > 0; age--) products[tap][age] = products[tap][age-1];
        products[tap][0] = product(weights[tap], activations[tap]);
      end
      @(posedge clk);
      #1;
      if (cycle >= 16) begin
        longint expected;
        expected = products[0][5] + products[1][4] + products[2][3];
        if (sum0 !== 48'(products[0][3])) $fatal(1, "%h instead of %h", sum0, products[0][3]);
        if (sum1 !== 48'(products[0][4] + products[1][3])) $fatal(1, "second sum %h", sum1);
        if (sum2 !== 48'(expected)) $fatal(1, "%h instead of %h", sum2, expected);
        if (cascade2 !== sum2) $fatal(1, "the cascade is not the sum");
        checks += 4;
      end
      #4;
    end
    $display("PASS %0d", checks);
    $finish;
  end
endmodule
