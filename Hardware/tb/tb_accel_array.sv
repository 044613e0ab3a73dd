// SPDX-License-Identifier: BSD-3-Clause
//
// accel_array against sums in plain loops: words with pauses in the middle of passes, sums that are
// taken late, extreme weights, initial contents, resets, and one word a cycle otherwise.
//
// run: -GTaps=3 -GChains=2 -GSteps=4 -GOutChannels=4 -GWeightFile="tb/data/array" -GNamed=1
// run: -GTaps=4 -GChains=3 -GSteps=3 -GOutChannels=16 -GOutLanes=2
// run: -GTaps=8 -GChains=4 -GSteps=8 -GOutChannels=21 -GOutLanes=1
// run: -GTaps=10 -GChains=6 -GSteps=7 -GOutChannels=20 -GOutLanes=2 -GSumWidth=24
// run: -GTaps=9 -GChains=1 -GSteps=1 -GOutChannels=2 -GOutLanes=2
// run: -GTaps=1 -GChains=2 -GSteps=600 -GOutChannels=8 -GOutLanes=1
// run: -GTaps=10 -GChains=7 -GSteps=7 -GOutChannels=15 -GPerTap=1 -GSumWidth=40
// run: -GTaps=5 -GChains=64 -GSteps=64 -GOutChannels=130 -GOutLanes=2

module tb_accel_array #(
  parameter int Taps = 2,
  parameter int Chains = 2,
  parameter int PerTap = 2,
  parameter int OutLanes = 1,
  parameter int Steps = 8,
  parameter int OutChannels = 8,
  parameter int SumWidth = 32,
  parameter WeightFile = "",
  /// Whether the contents of tb/data/array_* are expected.
  parameter bit Named = 0
);
  localparam int Width = PerTap == 2 ? 8 : 16;
  localparam int Pairs = (OutChannels + PerTap - 1) / PerTap;
  localparam int Folds = (Pairs + Chains - 1) / Chains;
  localparam int Depth = Folds * Steps;
  localparam int Groups = (Taps + 1) / 2;

  logic clk = 0, rst = 1;
  always #5 clk = !clk;

  logic in_valid = 0, in_ready, in_last, out_valid, out_ready = 0;
  logic [Taps*Width-1:0] in_data;
  logic [OutLanes*SumWidth-1:0] out_data;
  logic load_start = 0, load_valid = 0, load_done, read_valid, read_done;
  logic [31:0] load_data, read_data;
  logic busy, starved, blocked;
  accel_array #(
    .Taps(Taps), .Chains(Chains), .PerTap(PerTap), .OutLanes(OutLanes), .Steps(Steps),
    .OutChannels(OutChannels), .SumWidth(SumWidth), .WeightFile(WeightFile)
  ) dut (
    .clk_i(clk), .rst_i(rst), .in_valid_i(in_valid), .in_ready_o(in_ready), .in_data_i(in_data),
    .in_last_i(in_last), .out_valid_o(out_valid), .out_ready_i(out_ready), .out_data_o(out_data),
    .load_start_i(load_start), .load_valid_i(load_valid), .load_data_i(load_data),
    .load_done_o(load_done), .read_start_i(1'b0), .read_valid_o(read_valid),
    .read_ready_i(1'b1), .read_data_o(read_data), .read_done_o(read_done), .busy_o(busy),
    .starved_o(starved), .blocked_o(blocked)
  );

  logic [15:0] weights[Chains][Depth][Taps];
  longint totals[Chains][2];
  logic [SumWidth-1:0] expected[$];
  int step = 0, fold = 0, words_left = 0, extreme = 0;
  int in_rate = 100, out_rate = 100, checks = 0, cycle = 0, last_cycle = 0;
  int busy_cycles = 0, words = 0;

  function automatic int random(int low, int high);
    if (extreme == 2) return low;
    if (extreme == 1) return $urandom_range(1) == 1 ? low : high;
    return int'($urandom_range(high - low)) + low;
  endfunction

  function automatic logic [15:0] random_weight();
    if (PerTap == 1) return 16'(random(-32767, 32767));
    return {8'(random(-127, 127)), 8'(random(-127, 127))};
  endfunction

  always @(posedge clk) begin
    cycle <= cycle + 1;
    if (busy) busy_cycles++;
    if (!rst && in_valid && in_ready) words++;
    if (rst) in_valid <= 0;
    else if (!in_valid || in_ready) begin
      in_valid <= 0;
      if (words_left > 0 && int'($urandom_range(99)) < in_rate) begin
        in_valid <= 1;
        in_last <= step == Steps - 1;
        for (int tap = 0; tap < Taps; tap++) begin
          int a;
          a = random(-(1 << (Width - 1)), (1 << (Width - 1)) - 1);
          in_data[tap*Width+:Width] <= Width'(a);
          for (int chain = 0; chain < Chains; chain++) begin
            logic [15:0] both;
            both = weights[chain][fold*Steps+step][tap];
            if (PerTap == 2) begin
              totals[chain][0] += longint'($signed(both[7:0])) * longint'(a);
              totals[chain][1] += longint'($signed(both[15:8])) * longint'(a);
            end else begin
              totals[chain][0] += longint'($signed(both)) * longint'(a);
            end
          end
        end
        words_left--;
        step++;
        if (step == Steps) begin
          step = 0;
          for (int chain = 0; chain < Chains; chain++) begin
            for (int part = 0; part < PerTap; part++) begin
              if (PerTap * (fold * Chains + chain) + part < OutChannels) begin
                expected.push_back(SumWidth'(totals[chain][part]));
              end
              totals[chain][part] = 0;
            end
          end
          fold = (fold + 1) % Folds;
        end
      end
    end
    out_ready <= int'($urandom_range(99)) < out_rate;
    if (!rst && out_valid && out_ready) begin
      for (int lane = 0; lane < OutLanes; lane++) begin
        if (expected.size() == 0) $fatal(1, "a sum too many");
        if (out_data[lane*SumWidth+:SumWidth] !== expected[0]) begin
          $fatal(1, "%h instead of %h", out_data[lane*SumWidth+:SumWidth], expected[0]);
        end
        void'(expected.pop_front());
        checks++;
      end
      last_cycle = cycle;
    end
    if (!rst && (read_valid || read_done)) $fatal(1, "nobody reads");
  end

  task automatic run(int pixels, int ins, int outs);
    int begun;
    in_rate = ins;
    out_rate = outs;
    begun = cycle;
    words_left = pixels * Depth;
    repeat (2) @(negedge clk);
    while (words_left > 0 || in_valid || expected.size() > 0) begin
      @(negedge clk);
      if (cycle > begun + 1000 + 200 * pixels * Depth) $fatal(1, "it hangs");
    end
    if (ins == 100 && outs == 100) begin
      if (last_cycle - begun > pixels * Depth + 4 * Chains + 40) begin
        $fatal(1, "%0d cycles for %0d words", last_cycle - begun, pixels * Depth);
      end
      checks++;
    end
    repeat (3) @(negedge clk);
    if (busy_cycles != words) $fatal(1, "busy in %0d cycles for %0d words", busy_cycles, words);
  endtask

  task automatic reset;
    rst = 1;
    words_left = 0;
    step = 0;
    fold = 0;
    repeat (2) @(negedge clk);
    expected = {};
    for (int chain = 0; chain < Chains; chain++) totals[chain] = '{0, 0};
    busy_cycles = 0;
    words = 0;
    rst = 0;
    repeat (4 * Chains + 80) @(negedge clk);
    busy_cycles = 0;
  endtask

  initial begin
    reset();
    for (int chain = 0; chain < Chains; chain++)
      for (int address = 0; address < Depth; address++)
        for (int tap = 0; tap < Taps; tap++)
          weights[chain][address][tap] = !Named ? 16'b0 : tap % 2 == 1 ?
              {8'(chain + 1), 8'(tap / 2 + 1)} :
              {8'(address + 1), 8'(-(chain + tap / 2 + address))};
    run(2, 100, 100);
    for (int round = 0; round < 3; round++) begin
      extreme = round;
      load_start = 1;
      @(negedge clk);
      load_start = 0;
      for (int chain = 0; chain < Chains; chain++)
        for (int group = 0; group < Groups; group++)
          for (int address = 0; address < Depth; address++) begin
            if (load_done) $fatal(1, "all words came too early");
            for (int tap = 2 * group; tap < 2 * group + 2 && tap < Taps; tap++) begin
              weights[chain][address][tap] = random_weight();
            end
            load_data[15:0] = weights[chain][address][2*group];
            load_data[31:16] = 2 * group + 1 < Taps ? weights[chain][address][2*group+1] : '0;
            load_valid = 1;
            @(negedge clk);
            load_valid = 0;
          end
      if (!load_done) $fatal(1, "not all words came");
      // More words are not for this module.
      load_data = '1;
      load_valid = 1;
      @(negedge clk);
      load_valid = 0;
      repeat (Chains + 8) @(negedge clk);
      run(300 / Depth + 4, 100, 100);
      run(300 / Depth + 4, 50, 100);
      run(300 / Depth + 4, 80, 10);
      run(300 / Depth + 4, 20, 60);
      extreme = 1;
      run(300 / Depth + 4, 100, 50);
      in_rate = 90;
      out_rate = round * 40;
      words_left = 2 * Depth;
      repeat (int'($urandom_range(3 * Depth + 60))) @(negedge clk);
      reset();
    end
    $display("PASS %0d", checks);
    $finish;
  end
endmodule
