// SPDX-License-Identifier: BSD-3-Clause

/// Drives a generated `accel_network`: loads its memories, reads them back, and sends it images, first
/// without a pause, then with pauses at both ends.
///
/// What it sends and expects lies in files of hexadecimal words in the current folder: images.hex and
/// results.hex (beats), layers.hex (for each layer with memories its index, and words of a load and of
/// a read), loads.hex and reads.hex. Ends with PASS and the number of checks, behind the cycles between two
/// images in the steady state.
module network_bench #(
  parameter int InBits = 8,
  parameter int OutBits = 16,
  parameter int Layers = 1,
  /// Beats of an image and of a result.
  parameter int InBeats = 1,
  parameter int OutBeats = 1,
  parameter int Images = 4,
  /// Layers with memories, and the words of all of them.
  parameter int Loaded = 1,
  parameter int LoadWords = 1,
  parameter int ReadWords = 1,
  /// Cycles without progress that are a deadlock.
  parameter int Patience = 100000
);
  logic clk = 1'b0, rst = 1'b1;
  always #5 clk = !clk;

  logic in_valid = 1'b0, in_ready, out_valid, out_ready = 1'b0;
  logic [InBits-1:0] in_data = '0;
  logic [OutBits-1:0] out_data;
  logic load_start = 1'b0, load_valid = 1'b0, read_start = 1'b0, read_valid, read_ready = 1'b0;
  logic [7:0] load_layer = '0, read_layer = '0;
  logic [31:0] load_data = '0, read_data;
  logic [Layers-1:0] busy, starved, blocked;

  accel_network u_network (
    .clk_i(clk), .rst_i(rst), .in_valid_i(in_valid), .in_ready_o(in_ready), .in_data_i(in_data),
    .out_valid_o(out_valid), .out_ready_i(out_ready), .out_data_o(out_data),
    .load_start_i(load_start), .load_layer_i(load_layer), .load_valid_i(load_valid),
    .load_data_i(load_data), .read_start_i(read_start), .read_layer_i(read_layer),
    .read_valid_o(read_valid), .read_ready_i(read_ready), .read_data_o(read_data),
    .busy_o(busy), .starved_o(starved), .blocked_o(blocked));

  logic [InBits-1:0] images[Images*InBeats];
  logic [OutBits-1:0] results[Images*OutBeats];
  logic [31:0] layers[3*Loaded];
  logic [31:0] loads[LoadWords];
  logic [31:0] reads[ReadWords];

  int checks = 0;
  int idle = 0;
  longint cycle = 0;
  longint busy_cycles[Layers], blocked_cycles[Layers];
  longint ends[Images];

  function automatic void fail(string what);
    $display("FAIL %s", what);
    $fatal(1);
  endfunction

  always @(posedge clk) begin
    cycle <= cycle + 1;
    for (int layer = 0; layer < Layers; layer++) begin
      if (busy[layer]) busy_cycles[layer] <= busy_cycles[layer] + 1;
      if (blocked[layer]) blocked_cycles[layer] <= blocked_cycles[layer] + 1;
      if (cycle > 150 && 32'(busy[layer]) + 32'(starved[layer]) + 32'(blocked[layer]) > 1) begin
        fail($sformatf("layer %0d is busy, starved and blocked at once", layer));
      end
    end
    if (|busy || (in_valid && in_ready) || (out_valid && out_ready) || load_valid ||
        (read_valid && read_ready)) idle <= 0;
    else idle <= idle + 1;
    if (idle > Patience) fail("it stands still");
  end

  // Inputs change at falling edges; handshakes are looked at right before rising ones.
  task automatic settle();
    #4;
  endtask

  task automatic pause();
    while ($urandom_range(2) == 0) @(negedge clk);
  endtask

  task automatic load_all();
    automatic int word = 0;
    for (int entry = 0; entry < Loaded; entry++) begin
      load_layer = layers[3*entry][7:0];
      load_start = 1'b1;
      @(negedge clk);
      load_start = 1'b0;
      for (int i = 0; i < layers[3*entry+1]; i++) begin
        if (entry % 2 == 1) pause();
        load_valid = 1'b1;
        load_data = loads[word];
        word++;
        @(negedge clk);
        load_valid = 1'b0;
      end
    end
  endtask

  task automatic read_all();
    automatic int word = 0;
    repeat (Layers + 64) @(negedge clk);
    for (int entry = 0; entry < Loaded; entry++) begin
      read_layer = layers[3*entry][7:0];
      read_start = 1'b1;
      @(negedge clk);
      read_start = 1'b0;
      for (int i = 0; i < layers[3*entry+2]; i++) begin
        if (i % 7 == 0) pause();
        read_ready = 1'b1;
        settle();
        while (!read_valid) begin
          @(negedge clk);
          settle();
        end
        if (read_data !== reads[word]) begin
          fail($sformatf("layer %0d word %0d is %h where %h was loaded", layers[3*entry], i,
                         read_data, reads[word]));
        end
        checks++;
        word++;
        @(negedge clk);
        read_ready = 1'b0;
      end
      repeat (200) @(negedge clk);
      if (read_valid) begin
        fail($sformatf("layer %0d gives more words than were loaded", layers[3*entry]));
      end
    end
  endtask

  task automatic send(input bit stalls);
    for (int beat = 0; beat < Images * InBeats; beat++) begin
      if (stalls) pause();
      in_valid = 1'b1;
      in_data = images[beat];
      settle();
      while (!in_ready) begin
        @(negedge clk);
        settle();
      end
      @(negedge clk);
      in_valid = 1'b0;
    end
  endtask

  task automatic receive(input bit stalls);
    for (int beat = 0; beat < Images * OutBeats; beat++) begin
      if (stalls) pause();
      out_ready = 1'b1;
      settle();
      while (!out_valid) begin
        @(negedge clk);
        settle();
      end
      if (out_data !== results[beat]) begin
        fail($sformatf("result %0d of image %0d is %h, not %h", beat % OutBeats, beat / OutBeats,
                       out_data, results[beat]));
      end
      checks++;
      if (beat % OutBeats == OutBeats - 1) ends[beat/OutBeats] = cycle;
      @(negedge clk);
      out_ready = 1'b0;
    end
  endtask

  initial begin
    automatic bit contents = $test$plusargs("contents") != 0;
    automatic longint begins;
    $readmemh("images.hex", images);
    $readmemh("results.hex", results);
    $readmemh("layers.hex", layers);
    $readmemh("loads.hex", loads);
    $readmemh("reads.hex", reads);
    repeat (100) @(negedge clk);
    rst = 1'b0;
    repeat (100) @(negedge clk);
    if (!contents) load_all();
    read_all();
    for (int layer = 0; layer < Layers; layer++) begin
      busy_cycles[layer] = 0;
      blocked_cycles[layer] = 0;
    end
    begins = cycle;
    fork
      send(1'b0);
      receive(1'b0);
    join
    $display("latency %0d", ends[0] - begins);
    $display("period %0d", (ends[Images-1] - ends[Images/2-1]) / (Images - Images / 2));
    for (int layer = 0; layer < Layers; layer++) begin
      $display("layer %0d: busy for %0d cycles an image, blocked for %0d", layer,
               busy_cycles[layer] / Images, blocked_cycles[layer] / Images);
    end
    fork
      send(1'b1);
      receive(1'b1);
    join
    // A reset at any moment leaves everything empty, and the weights as they were.
    in_valid = 1'b1;
    out_ready = 1'b1;
    repeat (InBeats) @(negedge clk);
    rst = 1'b1;
    in_valid = 1'b0;
    out_ready = 1'b0;
    repeat (4) @(negedge clk);
    rst = 1'b0;
    @(negedge clk);
    fork
      send(1'b0);
      receive(1'b1);
    join
    repeat (1000) @(negedge clk);
    if (out_valid) fail("it gives more results than images");
    $display("PASS %0d", checks);
    $finish;
  end
endmodule
