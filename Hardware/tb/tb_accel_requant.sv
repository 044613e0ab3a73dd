// SPDX-License-Identifier: BSD-3-Clause
//
// accel_requant against Numerics.md: initial contents, random and extreme numbers with random
// stalls, one beat a cycle without, loading, reading back, resets.
//
// run: -GOutChannels=3 -GParameterFile="tb/data/parameters" -GNamed=1
// run: -GOutChannels=6 -GOutLanes=2 -GParameterFile="tb/data/parameters" -GNamed=1
// run: -GOutChannels=500 -GCodeWidth=16 -GMinimum=-32768 -GMaximum=32767 -GZeroPoint=-32768 -GShift=11
// run: -GOutChannels=10 -GSumWidth=26 -GPreShift=15 -GShift=31 -GZeroPoint=127
// run: -GOutChannels=1 -GSumWidth=20 -GPreShift=7 -GShift=17 -GZeroPoint=-128 -GMinimum=-128
// run: -GOutChannels=130 -GOutLanes=2 -GPreShift=0 -GShift=24 -GZeroPoint=5 -GMinimum=5 -GMaximum=99

module tb_accel_requant #(
  parameter int OutChannels = 4,
  parameter int OutLanes = 1,
  parameter int SumWidth = 32,
  parameter int PreShift = 0,
  parameter int Shift = 20,
  parameter int ZeroPoint = 0,
  parameter int Minimum = -128,
  parameter int Maximum = 127,
  parameter int CodeWidth = 8,
  parameter ParameterFile = "",
  /// Whether the contents of tb/data/parameters_* are expected.
  parameter bit Named = 0
);
  localparam longint Low = -(64'sd1 << (24 + PreShift < 31 ? 24 + PreShift : 31));
  localparam int Entries = OutChannels / OutLanes;

  logic clk = 0, rst = 1;
  always #5 clk = !clk;

  logic in_valid = 0, in_ready, out_valid, out_ready = 0;
  logic [OutLanes*SumWidth-1:0] in_data;
  logic [OutLanes*CodeWidth-1:0] out_data;
  logic load_start = 0, load_valid = 0, read_start = 0, read_valid, read_ready = 0;
  logic [31:0] load_data, read_data;
  accel_requant #(
    .OutChannels(OutChannels), .OutLanes(OutLanes), .SumWidth(SumWidth), .PreShift(PreShift),
    .Shift(Shift), .ZeroPoint(ZeroPoint), .Minimum(Minimum), .Maximum(Maximum),
    .CodeWidth(CodeWidth), .ParameterFile(ParameterFile)
  ) dut (
    .clk_i(clk), .rst_i(rst), .in_valid_i(in_valid), .in_ready_o(in_ready), .in_data_i(in_data),
    .out_valid_o(out_valid), .out_ready_i(out_ready), .out_data_o(out_data),
    .load_start_i(load_start), .load_valid_i(load_valid), .load_data_i(load_data),
    .read_start_i(read_start), .read_valid_o(read_valid), .read_ready_i(read_ready),
    .read_data_o(read_data)
  );

  int biases[OutChannels], multipliers[OutChannels];
  int channel = 0, in_rate = 100, out_rate = 100, checks = 0, taken = 0, sums_left = 0;
  logic [OutLanes*CodeWidth-1:0] expected[$];

  function automatic longint between(longint low, longint high);
    case ($urandom_range(7))
      0: return low;
      1: return high;
      default: return low + longint'({$urandom, $urandom} % 64'(high - low + 1));
    endcase
  endfunction

  /// A sum whose biased form fits 25 bits behind the shift, and 32 before it.
  function automatic longint sum_for(int bias);
    longint low = Low - longint'(bias), high = -Low - 1 - longint'(bias);
    longint least = -(64'sd1 << (SumWidth - 1));
    if (low < least) low = least;
    if (high > -least - 1) high = -least - 1;
    // Small sums too: those whose codes are not clamped.
    if ($urandom_range(1) == 1 && high > 200000 && low < -200000) return between(-200000, 200000);
    return between(low, high);
  endfunction

  function automatic logic [CodeWidth-1:0] code_for(longint sum, int c);
    longint r = (sum + longint'(biases[c])) >>> PreShift;
    r = ((r * longint'(multipliers[c]) + (64'sd1 << (Shift - 1))) >>> Shift) + longint'(ZeroPoint);
    if (r < longint'(Minimum)) r = longint'(Minimum);
    if (r > longint'(Maximum)) r = longint'(Maximum);
    return CodeWidth'(r);
  endfunction

  always @(posedge clk) begin
    if (rst) in_valid <= 0;
    else if (!in_valid || in_ready) begin
      in_valid <= 0;
      if (sums_left > 0 && int'($urandom_range(99)) < in_rate) begin
        logic [OutLanes*CodeWidth-1:0] codes;
        for (int lane = 0; lane < OutLanes; lane++) begin
          longint sum;
          sum = sum_for(biases[channel+lane]);
          in_data[lane*SumWidth+:SumWidth] <= SumWidth'(sum);
          codes[lane*CodeWidth+:CodeWidth] = code_for(sum, channel + lane);
        end
        expected.push_back(codes);
        channel = (channel + OutLanes) % OutChannels;
        sums_left--;
        in_valid <= 1;
      end
    end
    out_ready <= int'($urandom_range(99)) < out_rate;
    if (!rst && out_valid && out_ready) begin
      if (expected.size() == 0) $fatal(1, "a code too many");
      if (out_data !== expected[0]) $fatal(1, "%h instead of %h", out_data, expected[0]);
      void'(expected.pop_front());
      checks++;
      taken++;
    end
  end

  task automatic run(int images, int ins, int outs);
    int cycles;
    in_rate = ins;
    out_rate = outs;
    sums_left = images * Entries;
    taken = 0;
    cycles = 0;
    while (taken < images * Entries) begin
      @(negedge clk);
      cycles++;
      if (cycles > 1000 + 200 * images * Entries) $fatal(1, "it hangs");
    end
    if (ins == 100 && outs == 100) begin
      if (cycles > images * Entries + 16) $fatal(1, "%0d cycles are not one a beat", cycles);
      checks++;
    end
    repeat (20) @(negedge clk);
  endtask

  task automatic word(logic [31:0] data);
    load_valid = 1;
    load_data = data;
    @(negedge clk);
    load_valid = 0;
    while ($urandom_range(2) == 0) @(negedge clk);
  endtask

  task automatic read(logic [31:0] data);
    read_ready = 0;
    while ($urandom_range(2) == 0) @(negedge clk);
    read_ready = 1;
    do @(posedge clk); while (!read_valid);
    if (read_data !== data) $fatal(1, "read %h instead of %h", read_data, data);
    checks++;
    @(negedge clk);
    read_ready = 0;
  endtask

  task automatic read_back;
    read_start = 1;
    @(negedge clk);
    read_start = 0;
    for (int c = 0; c < OutChannels; c++) begin
      read(biases[c]);
      read(multipliers[c]);
    end
    repeat (20) begin
      @(posedge clk);
      if (read_valid) $fatal(1, "a word too many");
    end
    @(negedge clk);
  endtask

  initial begin
    logic [48:0] named[6];
    named = '{49'h00007ffffffff, 49'h0000000000001, 49'h1ffff00000010, 49'h00010fffffff0,
              49'h0000180000000, 49'h1f0f07fffffff};
    for (int c = 0; c < OutChannels; c++) begin
      {multipliers[c], biases[c]} = Named ? 64'(named[OutLanes == 2 ? c : 2 * c]) : 64'b0;
    end
    repeat (3) @(negedge clk);
    rst = 0;
    repeat (3) @(negedge clk);
    read_back();
    for (int round = 0; round < 3; round++) begin
      for (int c = 0; c < OutChannels; c++) begin
        int bits;
        bits = $urandom_range(17);
        biases[c] = int'(between(Low / 4, -Low / 4));
        multipliers[c] = int'(between(0, (1 << bits) - 1));
      end
      load_start = 1;
      @(negedge clk);
      load_start = 0;
      for (int c = 0; c < OutChannels; c++) begin
        word(biases[c]);
        word(multipliers[c]);
      end
      // Words behind the last one are not for this module.
      word(32'hffffffff);
      repeat (4) @(negedge clk);
      run(1000 / Entries + 2, 100, 100);
      read_back();
      run(300 / Entries + 1, 50, 70);
      run(300 / Entries + 1, 90, 10);
      sums_left = 2 * Entries;
      repeat (int'($urandom_range(40))) @(negedge clk);
      rst = 1;
      sums_left = 0;
      channel = 0;
      expected = {};
      @(negedge clk);
      expected = {};
      rst = 0;
    end
    $display("PASS %0d", checks);
    $finish;
  end
endmodule
