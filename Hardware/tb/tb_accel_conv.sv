// SPDX-License-Identifier: BSD-3-Clause
//
// accel_conv against a convolution and requantisation in plain loops: random and extreme weights
// and images with random stalls, loading, reading back, reloading, reset in the middle of images,
// and the time of an image.
//
// LeNet-5, smaller pictures: conv1, conv2 twice, ip1 with two banks, ip2.
// run: -GInLanes=1 -GInHeight=9 -GInWidth=8 -GInChannels=1 -GKernelHeight=5 -GKernelWidth=5 -GOutHeight=5 -GOutWidth=4 -GOutChannels=20 -GExpand=1 -GTaps=5 -GChains=5 -GOutLanes=2 -GRingRows=10
// run: -GInLanes=2 -GInHeight=7 -GInWidth=7 -GInChannels=20 -GKernelHeight=5 -GKernelWidth=5 -GOutHeight=3 -GOutWidth=3 -GOutChannels=50 -GTaps=10 -GChains=13 -GOutLanes=2 -GRingRows=10 -GSumWidth=25
// run: -GInLanes=2 -GInHeight=6 -GInWidth=6 -GInChannels=20 -GKernelHeight=5 -GKernelWidth=5 -GOutHeight=2 -GOutWidth=2 -GOutChannels=50 -GTaps=10 -GChains=9 -GOutLanes=1 -GRingRows=10 -GSumWidth=25 -GDistributed=1
// run: -GInLanes=2 -GInHeight=4 -GInWidth=4 -GInChannels=50 -GKernelHeight=4 -GKernelWidth=4 -GOutHeight=1 -GOutWidth=1 -GOutChannels=130 -GTaps=10 -GChains=4 -GOutLanes=1 -GRingRows=8 -GSumWidth=26
// run: -GInLanes=1 -GInHeight=1 -GInWidth=1 -GInChannels=500 -GKernelHeight=1 -GKernelWidth=1 -GOutHeight=1 -GOutWidth=1 -GOutChannels=10 -GTaps=1 -GChains=2 -GOutLanes=1 -GRingRows=2 -GCodeWidth=16 -GMinimum=-32768 -GMaximum=32767 -GZeroPoint=0 -GShift=11
// Odd channels, strides, padding, a lone chain, passes of one step.
// run: -GInLanes=1 -GInHeight=5 -GInWidth=6 -GInChannels=3 -GPadTop=1 -GPadLeft=2 -GPadBottom=2 -GPadRight=1 -GStride=2 -GOutHeight=3 -GOutWidth=4 -GOutChannels=5 -GTaps=2 -GChains=2 -GRingRows=6
// run: -GInLanes=3 -GInHeight=7 -GInWidth=7 -GInChannels=3 -GPadTop=1 -GPadLeft=1 -GPadBottom=1 -GPadRight=1 -GStride=2 -GOutHeight=4 -GOutWidth=4 -GOutChannels=7 -GExpand=1 -GTaps=9 -GChains=1 -GRingRows=6 -GDense=0
// run: -GInLanes=2 -GInHeight=3 -GInWidth=3 -GInChannels=2 -GKernelHeight=1 -GKernelWidth=1 -GOutHeight=3 -GOutWidth=3 -GOutChannels=6 -GTaps=2 -GChains=1 -GOutLanes=2 -GRingRows=2 -GSumWidth=20
// run: -GInLanes=2 -GInHeight=4 -GInWidth=4 -GInChannels=6 -GKernelHeight=3 -GKernelWidth=3 -GOutHeight=2 -GOutWidth=2 -GOutChannels=13 -GTaps=6 -GChains=4 -GOutLanes=1 -GRingRows=6
// run: -GInLanes=2 -GInHeight=4 -GInWidth=4 -GInChannels=8 -GKernelHeight=3 -GKernelWidth=3 -GOutHeight=2 -GOutWidth=2 -GOutChannels=12 -GTaps=8 -GChains=3 -GOutLanes=2 -GRingRows=6 -GPreShift=3
// run: -GInLanes=2 -GInHeight=4 -GInWidth=4 -GInChannels=4 -GKernelHeight=3 -GKernelWidth=3 -GOutHeight=2 -GOutWidth=2 -GOutChannels=36 -GTaps=4 -GChains=9 -GOutLanes=2 -GRingRows=6
// 16-bit elements.
// run: -GWidth=16 -GInLanes=1 -GInHeight=5 -GInWidth=5 -GInChannels=3 -GPadTop=1 -GPadLeft=1 -GPadBottom=1 -GPadRight=1 -GStride=2 -GOutHeight=3 -GOutWidth=3 -GOutChannels=5 -GTaps=3 -GChains=2 -GRingRows=6 -GPreShift=6 -GCodeWidth=16 -GMinimum=-32000 -GMaximum=32767
// run: -GWidth=16 -GInLanes=1 -GInHeight=7 -GInWidth=7 -GInChannels=1 -GKernelHeight=5 -GKernelWidth=5 -GOutHeight=3 -GOutWidth=3 -GOutChannels=10 -GExpand=1 -GTaps=5 -GChains=5 -GRingRows=10 -GPreShift=6 -GCodeWidth=16 -GMinimum=-32768 -GMaximum=32767
// run: -GWidth=16 -GInLanes=2 -GInHeight=2 -GInWidth=2 -GDense=0 -GLargest=700 -GInChannels=20 -GKernelHeight=2 -GKernelWidth=2 -GOutHeight=1 -GOutWidth=1 -GOutChannels=21 -GTaps=10 -GChains=8 -GRingRows=4 -GPreShift=8 -GCodeWidth=16 -GMinimum=-32768 -GMaximum=32767

module tb_accel_conv #(
  parameter int Width = 8,
  parameter int InLanes = 1,
  parameter int InHeight = 6,
  parameter int InWidth = 6,
  parameter int InChannels = 3,
  parameter int PadTop = 0,
  parameter int PadLeft = 0,
  parameter int PadBottom = 0,
  parameter int PadRight = 0,
  parameter int PadCode = -7,
  parameter int KernelHeight = 3,
  parameter int KernelWidth = 3,
  parameter int Stride = 1,
  parameter int OutHeight = 4,
  parameter int OutWidth = 4,
  parameter int OutChannels = 4,
  parameter int Expand = 0,
  parameter int Taps = 3,
  parameter int Chains = 2,
  parameter int RingRows = 6,
  parameter int SumWidth = 32,
  parameter int PreShift = 0,
  parameter int Shift = 20,
  parameter int ZeroPoint = -3,
  parameter int Minimum = -3,
  parameter int Maximum = 120,
  parameter int CodeWidth = 8,
  parameter int OutLanes = 1,
  parameter bit Distributed = 0,
  /// Weights are at most this far from zero.
  parameter int Largest = Width == 8 ? 127 : 1000,
  /// Whether the input is fast enough for images to follow each other without a pause.
  parameter bit Dense = 1,
  /// Images of a phase.
  parameter int Images = 4
);
  localparam int PerTap = Width == 8 ? 2 : 1;
  localparam int Elements = Expand != 0 ? KernelWidth * InChannels : InChannels;
  localparam int PixelWords = (Elements + Taps - 1) / Taps;
  localparam int Steps = KernelHeight * (Expand != 0 ? 1 : KernelWidth) * PixelWords;
  localparam int Pairs = (OutChannels + PerTap - 1) / PerTap;
  localparam int Folds = (Pairs + Chains - 1) / Chains;
  localparam int Depth = Folds * Steps;
  localparam int Groups = (Taps + 1) / 2;
  localparam int Filters = PerTap * Folds * Chains;
  localparam int Beats = InHeight * InWidth * InChannels / InLanes;
  localparam int Results = OutHeight * OutWidth * OutChannels / OutLanes;

  logic clk = 0, rst = 1;
  always #5 clk = !clk;

  logic in_valid = 0, in_ready, out_valid, out_ready = 0;
  logic [InLanes*Width-1:0] in_data;
  logic [OutLanes*CodeWidth-1:0] out_data;
  logic load_start = 0, load_valid = 0, read_start = 0, read_valid, read_ready = 0;
  logic [31:0] load_data, read_data;
  logic busy, starved, blocked;

  accel_conv #(
    .Width(Width), .InLanes(InLanes), .InHeight(InHeight), .InWidth(InWidth),
    .InChannels(InChannels), .PadTop(PadTop), .PadLeft(PadLeft), .PadBottom(PadBottom),
    .PadRight(PadRight), .PadCode(PadCode), .KernelHeight(KernelHeight),
    .KernelWidth(KernelWidth), .Stride(Stride), .OutHeight(OutHeight), .OutWidth(OutWidth),
    .OutChannels(OutChannels), .Expand(Expand), .Taps(Taps), .Chains(Chains),
    .RingRows(RingRows), .SumWidth(SumWidth), .PreShift(PreShift), .Shift(Shift),
    .ZeroPoint(ZeroPoint), .Minimum(Minimum), .Maximum(Maximum), .CodeWidth(CodeWidth),
    .OutLanes(OutLanes), .Distributed(Distributed)
  ) dut (
    .clk_i(clk), .rst_i(rst), .in_valid_i(in_valid), .in_ready_o(in_ready), .in_data_i(in_data),
    .out_valid_o(out_valid), .out_ready_i(out_ready), .out_data_o(out_data),
    .load_start_i(load_start), .load_valid_i(load_valid), .load_data_i(load_data),
    .read_start_i(read_start), .read_valid_o(read_valid), .read_ready_i(read_ready),
    .read_data_o(read_data), .busy_o(busy), .starved_o(starved), .blocked_o(blocked)
  );

  // A class, because Verilator puts tasks of a module into each place that calls them.
  class Model;
    int weights[Filters][KernelHeight][KernelWidth][InChannels];
    int unsigned spare;
    int biases[OutChannels], multipliers[OutChannels];
    int image[InHeight][InWidth][InChannels];
    logic [15:0] taps[Chains][Depth][Taps];
    logic [InLanes*Width-1:0] beats[$];
    logic [OutLanes*CodeWidth-1:0] expected[$];
    int low_clamps = 0, high_clamps = 0, unclamped = 0;

    function int code_of(int y, int x, int c);
      if (y < PadTop || y >= PadTop + InHeight || x < PadLeft || x >= PadLeft + InWidth) begin
        return PadCode;
      end
      return image[y-PadTop][x-PadLeft][c];
    endfunction

    function int result_of(int y, int x, int filter);
      longint sum = longint'(biases[filter]);
      longint rounded;
      for (int ky = 0; ky < KernelHeight; ky++)
        for (int kx = 0; kx < KernelWidth; kx++)
          for (int c = 0; c < InChannels; c++)
            sum += longint'(weights[filter][ky][kx][c]) *
                longint'(code_of(y * Stride + ky, x * Stride + kx, c));
      if (sum != longint'(int'(sum))) $fatal(1, "the test's sum overflows");
      sum = sum >>> PreShift;
      if (sum < -(1 << 24) || sum >= (1 << 24)) $fatal(1, "the test's operand overflows");
      rounded = ((sum * longint'(multipliers[filter]) + (64'sd1 << (Shift - 1))) >>> Shift) +
          longint'(ZeroPoint);
      if (rounded < longint'(Minimum)) low_clamps++;
      else if (rounded > longint'(Maximum)) high_clamps++;
      else unclamped++;
      return rounded < longint'(Minimum) ? Minimum : rounded > longint'(Maximum) ? Maximum
          : int'(rounded);
    endfunction

    /// Random in -limit...limit; extremes only if `extreme`.
    function int random(int limit, int kind);
      if (kind == 2) return -limit;
      if (kind == 1) return $urandom_range(1) == 1 ? limit : -limit;
      return int'($urandom_range(2 * limit)) - limit;
    endfunction

    task choose_weights(int kind);
      int operands, bits;
      for (int filter = 0; filter < Filters; filter++)
        for (int ky = 0; ky < KernelHeight; ky++)
          for (int kx = 0; kx < KernelWidth; kx++)
            for (int c = 0; c < InChannels; c++) weights[filter][ky][kx][c] = random(Largest, kind);
      for (int channel = 0; channel < OutChannels; channel++) begin
        bits = $urandom_range(18);
        biases[channel] = random(100000, 0);
        multipliers[channel] = bits == 18 ? 131071 : int'($urandom_range((1 << bits) - 1) & 131071);
      end
      for (int chain = 0; chain < Chains; chain++)
        for (int fold = 0; fold < Folds; fold++)
          for (int s = 0; s < Steps; s++)
            for (int tap = 0; tap < Taps; tap++) begin
              int word, ky, kx, element, c, address, filter;
              logic [15:0] both;
              word = s % PixelWords;
              element = word * Taps + tap;
              if (Expand != 0) begin
                ky = s / PixelWords;
                kx = element / InChannels;
                c = element % InChannels;
              end else begin
                ky = s / PixelWords / KernelWidth;
                kx = s / PixelWords % KernelWidth;
                c = element;
              end
              address = fold * Steps + s;
              filter = PerTap * (fold * Chains + chain);
              // What no element meets is read back as well.
              both = 16'({8'(random(127, 0)), 8'(random(127, 0))});
              if (kx < KernelWidth && c < InChannels) begin
                both = PerTap == 2 ? {8'(weights[filter+PerTap-1][ky][kx][c]),
                                      8'(weights[filter][ky][kx][c])}
                                   : 16'(weights[filter][ky][kx][c]);
              end
              taps[chain][address][tap] = both;
            end
    endtask

    task choose_image(int kind);
      logic [InLanes*Width-1:0] beat;
      logic [OutLanes*CodeWidth-1:0] result;
      int lane;
      lane = 0;
      for (int y = 0; y < InHeight; y++)
        for (int x = 0; x < InWidth; x++)
          for (int c = 0; c < InChannels; c++) begin
            image[y][x][c] = random(1 << (Width - 1), kind);
            if (image[y][x][c] == 1 << (Width - 1)) image[y][x][c]--;
            beat[lane*Width+:Width] = Width'(image[y][x][c]);
            lane++;
            if (lane == InLanes) begin
              beats.push_back(beat);
              lane = 0;
            end
          end
      for (int y = 0; y < OutHeight; y++)
        for (int x = 0; x < OutWidth; x++)
          for (int filter = 0; filter < OutChannels; filter++) begin
            result[lane*CodeWidth+:CodeWidth] = CodeWidth'(result_of(y, x, filter));
            lane++;
            if (lane == OutLanes) begin
              expected.push_back(result);
              lane = 0;
            end
          end
    endtask
  endclass
  Model model = new;
  int checks = 0;

  int load_rate = 100;
  task automatic load_word(logic [31:0] word);
    while (int'($urandom_range(99)) >= load_rate) @(negedge clk);
    load_valid = 1;
    load_data = word;
    @(negedge clk);
    load_valid = 0;
  endtask

  task automatic load(bit whole);
    load_start = 1;
    @(negedge clk);
    load_start = 0;
    for (int chain = 0; chain < Chains; chain++)
      for (int group = 0; group < Groups; group++)
        for (int address = 0; address < Depth && (whole || chain == 0); address++)
          load_word({2 * group + 1 < Taps ? model.taps[chain][address][2*group+1] : 16'b0,
                     model.taps[chain][address][2*group]});
    for (int channel = 0; channel < OutChannels && whole; channel++) begin
      load_word(model.biases[channel]);
      load_word(model.multipliers[channel]);
    end
    repeat (Chains + 8) @(negedge clk);
  endtask

  task automatic read_word(logic [31:0] word);
    read_ready = 0;
    while ($urandom_range(3) == 0) @(negedge clk);
    read_ready = 1;
    do @(posedge clk); while (!read_valid);
    if (read_data !== word) $fatal(1, "read %h instead of %h", read_data, word);
    checks++;
    @(negedge clk);
    read_ready = 0;
  endtask

  task automatic read_back(bit whole);
    read_start = 1;
    @(negedge clk);
    read_start = 0;
    for (int address = 0; address < (whole ? Depth : 1); address++)
      for (int tap = 0; tap < Taps; tap++)
        for (int chain = 0; chain < Chains; chain++)
          read_word(32'(model.taps[chain][address][tap]));
    for (int channel = 0; channel < OutChannels && whole; channel++) begin
      read_word(model.biases[channel]);
      read_word(model.multipliers[channel]);
    end
    if (whole) repeat (100) begin
      @(posedge clk);
      if (read_valid) $fatal(1, "more words are read than there are");
    end
    @(negedge clk);
  endtask

  // The two sides.
  int in_rate = 100, out_rate = 100, taken = 0, cycle = 0;
  int image_ends[$];
  always @(posedge clk) begin
    cycle <= cycle + 1;
    if (!rst && in_valid && in_ready) void'(model.beats.pop_front());
    if (rst) in_valid <= 0;
    else if (!in_valid || in_ready) begin
      in_valid <= model.beats.size() > 0 && int'($urandom_range(99)) < in_rate;
      in_data <= model.beats.size() > 0 ? model.beats[0] : 'x;
    end
    out_ready <= int'($urandom_range(99)) < out_rate;
    if (!rst && out_valid && out_ready) begin
      if (model.expected.size() == 0) $fatal(1, "a result too many");
      if (out_data !== model.expected[0]) begin
        $fatal(1, "result %0d is %h instead of %h", taken, out_data, model.expected[0]);
      end
      void'(model.expected.pop_front());
      checks++;
      taken++;
      if (taken % Results == 0) image_ends.push_back(cycle);
    end
  end

  task automatic run(int images, int kind, int ins, int outs);
    int patience;
    in_rate = ins;
    out_rate = outs;
    image_ends = {};
    taken = 0;
    for (int i = 0; i < images; i++) model.choose_image(kind);
    patience = 0;
    while (model.expected.size() > 0) begin
      @(negedge clk);
      patience++;
      if (patience > 100 * images * (OutHeight * OutWidth * Depth + Beats) + 10000) begin
        $fatal(1, "it hangs with %0d beats and %0d results to go", model.beats.size(),
               model.expected.size());
      end
    end
    repeat (20) @(negedge clk);
  endtask

  task automatic reset_for(int cycles);
    rst = 1;
    model.beats = {};
    model.expected = {};
    repeat (cycles) @(negedge clk);
    rst = 0;
  endtask

  initial begin
    repeat (5) @(negedge clk);
    rst = 0;
    repeat (5) @(negedge clk);

    model.choose_weights(0);
    load(1);
    run(Images, 0, 100, 100);
    if (Dense) begin
      for (int i = 1; i < Images; i++) begin
        if (image_ends[i] - image_ends[i-1] != OutHeight * OutWidth * Depth) begin
          $fatal(1, "image %0d takes %0d cycles instead of %0d", i,
                 image_ends[i] - image_ends[i-1], OutHeight * OutWidth * Depth);
        end
        checks++;
      end
    end
    read_back(1);
    run(2, 1, 60, 70);
    run(2, 0, 30, 90);
    run(2, 0, 90, 5);

    for (int kind = 2; kind > 0; kind--) begin
      model.choose_weights(kind);
      load_rate = 60;
      load(1);
      run(1, kind, 100, 50);
      run(1, 3 - kind, 100, 100);
      read_back(1);
    end

    for (int i = 0; i < 6; i++) begin
      model.choose_image(0);
      model.choose_image(0);
      in_rate = 70;
      out_rate = i % 2 == 0 ? 100 : 10;
      repeat (int'($urandom_range(OutHeight * OutWidth * Depth * 2))) @(negedge clk);
      reset_for(i % 3 + 1);
      run(1, 0, 90, 90);
    end
    run(2, 0, 100, 100);

    // Resets in the middle of a load and of a read.
    load(0);
    reset_for(1);
    load(1);
    run(1, 0, 100, 100);
    read_back(0);
    reset_for(2);
    run(1, 0, 100, 100);
    read_back(1);
    run(1, 0, 100, 100);

    if (model.unclamped == 0) $fatal(1, "all results were clamped");
    $display("clamped %0d low, %0d high, %0d not", model.low_clamps,
             model.high_clamps, model.unclamped);
    $display("PASS %0d", checks);
    $finish;
  end
endmodule
