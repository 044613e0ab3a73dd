// SPDX-License-Identifier: BSD-3-Clause
// run: -GImageBeats=3 -GResultBeats=2
// run: -GImageBeats=1 -GResultBeats=1
// run: -GImageBeats=2 -GResultBeats=5
// run: -GImageBeats=7 -GResultBeats=1

/// The command unit before layers that are played: packets of each kind, good ones and those with each
/// error, one by one and one behind the other, with pauses on every stream and resets at any moment.
module tb_accel_command #(
  parameter int ImageBeats = 3,
  parameter int ResultBeats = 2
);
  localparam int Layers = 5;
  /// Of a load and of a read: odd and even, a single one, and layers that have none.
  localparam int Words[Layers] = '{7, 0, 1, 12, 6};
  localparam int Reads[Layers] = '{5, 0, 1, 8, 0};
  localparam logic [15:0] Good = 16'hacce, Bad = 16'hbad0;
  localparam int None = 0, Magic = 1, Opcode = 2, Layer = 3, Count = 4, Short = 5, Long = 6;
  localparam int Infer = 0, Load = 1, Read = 2;

  function automatic logic [160*Layers-1:0] layer_table();
    for (int i = 0; i < Layers; i++) begin
      layer_table[160*i+:160] =
          {32'(Reads[i]), 32'(Words[i]), 32'd9, 32'h0102_0304, 32'd1};
    end
  endfunction

  logic        clk = 1'b0, rst = 1'b1;
  logic        busy, image_done, layers_rst;
  logic [7:0]  error, load_layer, read_layer;
  logic        valid, ready, last, reply_valid, reply_ready = 1'b0, reply_last;
  logic        image_valid, image_ready = 1'b0, result_valid, result_ready;
  logic        load_start, load_valid, read_start, read_valid, read_ready;
  logic [63:0] data, reply_data, image_data, result_data;
  logic [31:0] load_data, read_data;

  always #5 clk = !clk;

  accel_command #(
    .Layers(Layers), .ImageBeats(ImageBeats), .ResultBeats(ResultBeats), .Table(layer_table())
  ) u_command (
    .clk_i(clk), .rst_i(rst), .busy_o(busy), .error_o(error), .image_done_o(image_done),
    .layers_rst_o(layers_rst), .valid_i(valid), .ready_o(ready), .data_i(data), .last_i(last),
    .reply_valid_o(reply_valid), .reply_ready_i(reply_ready), .reply_data_o(reply_data),
    .reply_last_o(reply_last), .image_valid_o(image_valid), .image_ready_i(image_ready),
    .image_data_o(image_data), .result_valid_i(result_valid), .result_ready_o(result_ready),
    .result_data_i(result_data), .load_start_o(load_start), .load_layer_o(load_layer),
    .load_valid_o(load_valid), .load_data_o(load_data), .read_start_o(read_start),
    .read_layer_o(read_layer), .read_valid_i(read_valid), .read_ready_o(read_ready),
    .read_data_i(read_data)
  );
  stream_source #(.Bits(65)) u_packets (
    .clk_i(clk), .rst_i(rst), .valid_o(valid), .ready_i(ready), .data_o({last, data})
  );
  stream_source #(.Bits(64)) u_results (
    .clk_i(clk), .rst_i(rst || layers_rst), .valid_o(result_valid), .ready_i(result_ready),
    .data_o(result_data)
  );
  stream_source #(.Bits(32)) u_reads (
    .clk_i(clk), .rst_i(rst || layers_rst), .valid_o(read_valid), .ready_i(read_ready),
    .data_o(read_data)
  );

  // What is to come, in order: beats of replies (the highest bit: they may be left out), of images,
  // layers of loads and reads, words of both.
  logic [65:0] replies[$];
  logic [63:0] images[$];
  logic [8:0]  starts[$];
  logic [39:0] loads[$];
  logic [31:0] words[$];

  int checks = 0, sent = 0, answered = 0, bad = 0, resets = 0, results = 0, done = 0, cycle = 0;
  int image_pauses = 0, reply_pauses = 0, damaged = 0, errors = 0;
  /// Results come as soon as an image has begun.
  bit early = 1'b0;
  int seen[7], good[3];
  int image_times[$], load_times[$], read_times[$], reply_times[$];

  task automatic check(input bit right, input string what);
    checks++;
    if (!right) $fatal(1, "%s", what);
  endtask

  function automatic logic [63:0] noise();
    return {$urandom, $urandom};
  endfunction

  // MARK: the layers

  function automatic logic [63:0] result(input logic [63:0] image, input int beat);
    return {image[30:0], image[63:31]} ^ {4{16'(beat * 257 + 1)}};
  endfunction

  int image_beat = 0, result_beat = 0;
  logic [63:0] first;
  always @(posedge clk) begin
    image_ready <= $urandom_range(99) >= image_pauses;
    if (rst || layers_rst) begin
      image_beat <= 0;
      result_beat <= 0;
    end else begin
      if (image_valid && image_ready) begin
        check(images.size() > 0 && image_data == images[0], "a beat of an image");
        void'(images.pop_front());
        image_times.push_back(cycle);
        if (image_beat == 0) first = image_data;
        image_beat <= image_beat == ImageBeats - 1 ? 0 : image_beat + 1;
        if (image_beat == (early ? 0 : ImageBeats - 1)) begin
          for (int i = 0; i < ResultBeats; i++) u_results.send(result(first, i));
        end
      end
      if (result_valid && result_ready) begin
        result_beat <= result_beat == ResultBeats - 1 ? 0 : result_beat + 1;
        if (result_beat == ResultBeats - 1) results <= results + 1;
      end
    end
    if (!rst && (load_start || read_start)) begin
      check(starts.size() > 0 && starts[0] == {read_start, read_start ? read_layer : load_layer},
            "a load or a read of a layer");
      void'(starts.pop_front());
      check(image_beat == 0 && u_results.queue.size() == 0 && !result_valid && !layers_rst,
            "no image is under way");
      if (read_start) for (int i = 0; i < Reads[read_layer]; i++) u_reads.send(words.pop_front());
    end
    if (!rst && load_valid) begin
      check(loads.size() > 0 && loads[0] == {load_layer, load_data}, "a word of a load");
      void'(loads.pop_front());
      load_times.push_back(cycle);
    end
    if (read_valid && read_ready) read_times.push_back(cycle);
  end

  // MARK: the replies

  logic [65:0] held;
  logic rst_before = 1'b1, reset_before = 1'b0;
  always @(posedge clk) begin
    cycle <= cycle + 1;
    reply_ready <= $urandom_range(99) >= reply_pauses;
    rst_before <= rst;
    reset_before <= layers_rst && !rst;
    held <= {reply_valid && !reply_ready && !rst, reply_last, reply_data};
    if (!rst && !rst_before && held[65]) begin
      check(reply_valid && {reply_last, reply_data} == held[64:0], "a reply stays until it is taken");
    end
    if (!rst) begin
      if (layers_rst && !reset_before) resets <= resets + 1;
      if (image_done) done <= done + 1;
      if (reply_valid && reply_ready) begin
        if (replies.size() > 0 && replies[0][65] && replies[0][64:0] != {reply_last, reply_data}) begin
          while (replies.size() > 0 && replies[0][65]) void'(replies.pop_front());
        end
        check(replies.size() > 0, "a reply too many");
        check(replies[0][64:0] == {reply_last, reply_data},
              $sformatf("a reply's beat is %h, not %h", {reply_last, reply_data}, replies[0][64:0]));
        void'(replies.pop_front());
        reply_times.push_back(cycle);
        if (reply_last) answered <= answered + 1;
      end
    end
  end

  // MARK: the host

  function automatic int header_error(input logic [63:0] header, input int beats);
    int memory;
    if (header[31:16] != Good) return Magic;
    if (!(header[7:0] inside {8'd1, 8'd2, 8'd3})) return Opcode;
    if (header[7:0] == 8'd1) begin
      if (header[63:32] == 0) return Count;
      return beats == 0 ? Short : None;
    end
    if (header[15:8] >= Layers) return Layer;
    memory = header[7:0] == 8'd2 ? Words[header[15:8]] : Reads[header[15:8]];
    if (memory == 0) return Layer;
    if (header[63:32] != memory) return Count;
    if (header[7:0] == 8'd2) return beats == 0 ? Short : None;
    return beats == 0 ? None : Long;
  endfunction

  function automatic logic [63:0] refused(input logic [63:0] header);
    return {header[63:32], Bad, header[15:0]};
  endfunction

  /// Something about a packet is not as it should be, or not as it was.
  task automatic damage(inout logic [63:0] header, inout int beats);
    case ($urandom_range(5))
      0: header[31:16] = $urandom_range(1) == 1 ? Bad : Good ^ 16'(1 << $urandom_range(15));
      1: header[7:0] = $urandom_range(1) == 1 ? 8'd0 : 8'($urandom_range(255, 4));
      2: header[15:8] = 8'($urandom_range(255, Layers));
      3: case ($urandom_range(2))
        0: header[63:32] = 32'd0;
        1: header[63:32] = $urandom_range(40);
        default: header[63:32] = header[63:32] ^ (1 << $urandom_range(31));
      endcase
      4: beats = $urandom_range(1) == 1 ? 0 : $urandom_range(beats);
      default: beats += $urandom_range(6, 1);
    endcase
  endtask

  task automatic packet(input int kind, input int layer, input int count);
    logic [63:0] header, beat;
    int beats, wanted, passed, found;
    header = {32'(count), Good, 8'(layer), 8'(kind + 1)};
    beats = kind == Infer ? count * ImageBeats : kind == Load ? (count + 1) / 2 : 0;
    while ($urandom_range(99) < damaged) damage(header, beats);
    found = header_error(header, beats);
    wanted = 0;
    if (found == None && kind != Read) begin
      // No packet is as long as the greatest counts.
      wanted = header[63:32] > 1000 ? 1000 * ImageBeats
               : kind == Infer ? header[63:32] * ImageBeats : (header[63:32] + 1) / 2;
      if (beats != wanted) found = beats < wanted ? Short : Long;
    end
    passed = beats < wanted ? beats : wanted;
    u_packets.send({beats == 0, header});
    if (wanted > 0 && kind == Load) starts.push_back({1'b0, header[15:8]});
    for (int i = 0; i < beats; i++) begin
      beat = noise();
      u_packets.send({i == beats - 1, beat});
      if (i >= passed) continue;
      if (kind == Load) begin
        loads.push_back({header[15:8], beat[31:0]});
        if (2 * i + 1 < Words[header[15:8]]) loads.push_back({header[15:8], beat[63:32]});
        continue;
      end
      images.push_back(beat);
      if (i % ImageBeats == 0) first_of_image = beat;
      if (i % ImageBeats == ImageBeats - 1) begin
        for (int j = 0; j < ResultBeats; j++) begin
          replies.push_back({1'b0, found == None && i == beats - 1 && j == ResultBeats - 1,
                             result(first_of_image, j)});
        end
      end
    end
    // Of a part of an image results may leave.
    if (kind == Infer && early && passed % ImageBeats != 0) begin
      for (int j = 0; j < ResultBeats; j++) replies.push_back({2'b10, result(first_of_image, j)});
    end
    if (found != None) replies.push_back({2'b01, refused(header)});
    else if (kind == Load) replies.push_back({2'b01, header});
    else if (kind == Read) begin
      starts.push_back({1'b1, header[15:8]});
      for (int i = 0; i < Reads[header[15:8]]; i++) begin
        words.push_back($urandom);
        if (i % 2 == 1) replies.push_back({1'b0, i == Reads[header[15:8]] - 1, words[$], words[$-1]});
        else if (i == Reads[header[15:8]] - 1) replies.push_back({2'b01, 32'd0, words[$]});
      end
    end
    sent++;
    seen[found]++;
    if (found == None) good[kind]++;
    else begin
      bad++;
      errors = found;
    end
  endtask
  logic [63:0] first_of_image;

  task automatic any_packet();
    int kind, layer;
    kind = $urandom_range(2);
    layer = $urandom_range(Layers - 1);
    packet(kind, layer,
           kind == Infer ? $urandom_range(4, 1) : kind == Load ? Words[layer] : Reads[layer]);
  endtask

  task automatic settle();
    int patience = 20_000;
    while (answered < sent && patience > 0) begin
      @(posedge clk);
      patience--;
    end
    check(answered == sent, $sformatf("%0d packets of %0d are answered", answered, sent));
    repeat (6) @(posedge clk);
    check(!busy && !reply_valid, "idle behind the last reply");
    check(int'(error) == errors, $sformatf("the error is %0d, not %0d", error, errors));
    check(replies.size() == 0 && images.size() == 0 && starts.size() == 0 && loads.size() == 0
          && words.size() == 0, "all of it came");
    check(resets == bad, "a reset of the layers behind each bad packet");
    check(done == results, $sformatf("%0d results are counted, not %0d", done, results));
  endtask

  task automatic reset();
    repeat ($urandom_range(300)) @(posedge clk);
    rst <= 1'b1;
    repeat (4) @(posedge clk);
    replies.delete();
    images.delete();
    starts.delete();
    loads.delete();
    words.delete();
    sent = 0;
    bad = 0;
    errors = 0;
    answered <= 0;
    resets <= 0;
    results <= 0;
    done <= 0;
    rst <= 1'b0;
    @(posedge clk);
  endtask

  task automatic choose_pauses();
    u_packets.pauses = 35 * $urandom_range(2);
    u_results.pauses = 35 * $urandom_range(2);
    u_reads.pauses = 35 * $urandom_range(2);
    image_pauses = 35 * $urandom_range(2);
    reply_pauses = 35 * $urandom_range(2);
  endtask

  task automatic takes(input int times[$], input int count, input int most, input string what);
    check(times.size() == count && times[$] - times[0] < most,
          $sformatf("%0d %s take %0d cycles", times.size(), what, times[$] - times[0] + 1));
  endtask

  /// A beat or a word a cycle.
  task automatic throughput();
    u_packets.pauses = 0;
    u_results.pauses = 0;
    u_reads.pauses = 0;
    image_pauses = 0;
    reply_pauses = 0;
    damaged = 0;
    early = 1'b0;
    repeat (4) @(posedge clk);
    image_times.delete();
    reply_times.delete();
    packet(Infer, 0, 30);
    settle();
    takes(image_times, 30 * ImageBeats, 30 * ImageBeats, "beats of images");
    // Behind the last image a cycle passes between two results.
    takes(reply_times, 30 * ResultBeats,
          ResultBeats >= ImageBeats
              ? 30 * ResultBeats + 30 - 30 * ImageBeats / ResultBeats + 6
              : 30 * ImageBeats + ResultBeats + 6,
          "beats of results");
    load_times.delete();
    packet(Load, 3, Words[3]);
    settle();
    takes(load_times, Words[3], Words[3], "words of a load");
    read_times.delete();
    packet(Read, 3, Reads[3]);
    settle();
    takes(read_times, Reads[3], Reads[3], "words of a read");
  endtask

  initial begin
    // As the chip's configuration leaves it: two states at once would be an error before the reset.
    u_command.state_q = '0;
    repeat (4) @(posedge clk);
    reset();
    for (int round = 0; round < 200; round++) begin
      choose_pauses();
      early = round % 2 == 1;
      damaged = round % 4 < 2 ? 20 : 60;
      for (int i = 0; i < 20; i++) begin
        any_packet();
        if (round % 3 == 0) settle();
      end
      if (round % 5 == 4) reset();
      else settle();
    end
    throughput();
    for (int i = 0; i < 7; i++) check(seen[i] > 50, $sformatf("error %0d was tried", i));
    for (int i = 0; i < 3; i++) check(good[i] > 50, $sformatf("kind %0d was tried", i));
    $display("PASS %0d", checks);
    $finish;
  end
endmodule
