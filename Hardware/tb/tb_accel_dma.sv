// SPDX-License-Identifier: BSD-3-Clause

/// The DMA between a memory and streams: both directions at once, all places in a burst, errors of
/// every kind, resets and stops at any moment.
module tb_accel_dma;
  localparam logic [31:0] Base = 32'h0010_0000;
  localparam logic [15:0] Send = 16'h00, Receive = 16'h30;
  localparam logic [15:0] Control = 16'h00, Status = 16'h04, Address = 16'h18, Length = 16'h28;
  localparam logic [31:0] Run = 32'h0000_5001;

  logic        clk = 1'b0;
  logic        rst = 1'b1;
  logic        access = 1'b0, write, answer, irq, stream_rst;
  logic [15:0] address;
  logic [31:0] data, answer_data;
  logic        arvalid, arready, rvalid, rready, awvalid, awready, wvalid, wready, wlast, bvalid, bready;
  logic [31:0] araddr, awaddr;
  logic [3:0]  arlen, awlen;
  logic [63:0] rdata, wdata;
  logic [1:0]  rresp, bresp;
  logic        send_valid, send_ready, send_last, receive_valid, receive_ready;
  logic [63:0] send_data;
  logic [64:0] receive_beat;
  int          checks = 0;

  always #5 clk = !clk;

  accel_dma u_dma (
    .clk_i(clk), .rst_i(rst), .access_i(access), .write_i(write), .address_i(address),
    .data_i(data), .answer_o(answer), .answer_data_o(answer_data), .irq_o(irq),
    .stream_rst_o(stream_rst), .arvalid_o(arvalid), .arready_i(arready), .araddr_o(araddr),
    .arlen_o(arlen), .rvalid_i(rvalid), .rready_o(rready), .rdata_i(rdata), .rresp_i(rresp),
    .awvalid_o(awvalid), .awready_i(awready), .awaddr_o(awaddr), .awlen_o(awlen),
    .wvalid_o(wvalid), .wready_i(wready), .wdata_o(wdata), .wlast_o(wlast), .bvalid_i(bvalid),
    .bready_o(bready), .bresp_i(bresp), .send_valid_o(send_valid), .send_ready_i(send_ready),
    .send_data_o(send_data), .send_last_o(send_last), .receive_valid_i(receive_valid),
    .receive_ready_o(receive_ready), .receive_data_i(receive_beat[63:0]),
    .receive_last_i(receive_beat[64])
  );
  axi_memory u_memory (
    .clk_i(clk), .arvalid_i(arvalid), .arready_o(arready), .araddr_i(araddr), .arlen_i(arlen),
    .rvalid_o(rvalid), .rready_i(rready), .rdata_o(rdata), .rresp_o(rresp), .awvalid_i(awvalid),
    .awready_o(awready), .awaddr_i(awaddr), .awlen_i(awlen), .wvalid_i(wvalid), .wready_o(wready),
    .wdata_i(wdata), .wlast_i(wlast), .bvalid_o(bvalid), .bready_i(bready), .bresp_o(bresp)
  );
  stream_sink #(.Bits(65)) u_sink (
    .clk_i(clk), .rst_i(stream_rst), .valid_i(send_valid), .ready_o(send_ready),
    .data_i({send_last, send_data})
  );
  stream_source #(.Bits(65)) u_source (
    .clk_i(clk), .rst_i(stream_rst), .valid_o(receive_valid), .ready_i(receive_ready),
    .data_o(receive_beat)
  );

  task automatic check(input bit right, input string what);
    checks++;
    if (!right) $fatal(1, "%s", what);
  endtask

  task automatic access_register(input bit writes, input logic [15:0] offset,
                                 input logic [31:0] value, output logic [31:0] result);
    int patience = 100;
    access  <= 1'b1;
    write   <= writes;
    address <= offset;
    data    <= value;
    @(posedge clk);
    access <= 1'b0;
    do begin
      @(posedge clk);
      patience--;
    end while (!answer && patience > 0);
    check(answer, "a register does not answer");
    result = answer_data;
  endtask

  task automatic set(input logic [15:0] offset, input logic [31:0] value);
    logic [31:0] unused;
    access_register(1'b1, offset, value, unused);
  endtask

  task automatic get(input logic [15:0] offset, output logic [31:0] value);
    access_register(1'b0, offset, 32'd0, value);
  endtask

  task automatic expects(input logic [15:0] offset, input logic [31:0] value, input string what);
    logic [31:0] found;
    get(offset, found);
    check(found == value, $sformatf("%s: %h is %h, not %h", what, offset, found, value));
  endtask

  /// Until the bits of a register are as they should be.
  task automatic await(input logic [15:0] offset, input logic [31:0] mask,
                       input logic [31:0] value, input string what);
    logic [31:0] found;
    int patience = 20_000;
    do begin
      get(offset, found);
      patience--;
    end while ((found & mask) != value && patience > 0);
    check((found & mask) == value, $sformatf("%s: %h stays %h", what, offset, found));
  endtask

  task automatic start_both();
    set(Receive + Control, Run);
    set(Send + Control, Run);
    await(Receive + Status, 32'h1, 32'h0, "S2MM runs");
    await(Send + Status, 32'h1, 32'h0, "MM2S runs");
  endtask

  task automatic reset();
    set(($urandom_range(1) == 1 ? Send : Receive) + Control, 32'h4);
    await(Send + Control, 32'h4, 32'h0, "reset ends");
    check(!u_memory.busy(), "a reset waits for the bus");
    expects(Send + Control, 32'h0001_0002, "after reset");
    expects(Receive + Control, 32'h0001_0002, "after reset");
    expects(Send + Status, 32'h1, "after reset");
    expects(Receive + Status, 32'h1, "after reset");
    check(!irq, "no interrupt after reset");
    start_both();
  endtask

  task automatic arm(input logic [15:0] channel, input logic [31:0] at, input int beats);
    set(channel + Status, 32'h7000);
    set(channel + Address, at);
    set(channel + Length, 8 * beats);
  endtask

  function automatic logic [63:0] noise();
    return {$urandom, $urandom};
  endfunction

  /// A packet each way at once; `room` beats for `beats` that come.
  task automatic exchange(input int sent, input int sent_at, input int beats, input int room,
                          input int at);
    logic [63:0] below, behind;
    logic [63:0] packet[$];
    for (int i = 0; i < sent; i++) begin
      u_memory.data[sent_at + i] = noise();
      u_sink.expects({i == sent - 1, u_memory.data[sent_at + i]});
    end
    for (int i = 0; i < beats; i++) begin
      packet.push_back(noise());
      u_source.send({i == beats - 1, packet[i]});
    end
    below = u_memory.data[at - 1];
    behind = u_memory.data[at + beats];
    arm(Receive, Base + 8 * at, room);
    arm(Send, Base + 8 * sent_at, sent);
    await(Send + Status, 32'hffff, 32'h1002, "MM2S is done");
    await(Receive + Status, 32'hffff, 32'h1002, "S2MM is done");
    check(irq, "interrupt");
    expects(Send + Length, 8 * sent, "MM2S");
    expects(Receive + Length, 8 * beats, "S2MM");
    check(u_sink.queue.size() == 0, "all beats were sent");
    for (int i = 0; i < beats; i++)
      check(u_memory.data[at + i] == packet[i], $sformatf("beat %0d in memory", i));
    check(u_memory.data[at - 1] == below && u_memory.data[at + beats] == behind,
          "nothing beside the packet");
    set(Send + Status, 32'h1000);
    set(Receive + Status, 32'h1000);
    expects(Send + Status, 32'h2, "acknowledged");
    repeat (2) @(posedge clk);
    check(!irq, "acknowledged");
  endtask

  /// One channel fails with this error; the other one does not.
  task automatic fails(input logic [15:0] channel, input logic [31:0] error, input string what);
    await(channel + Status, 32'h1, 32'h1, what);
    expects(channel + Status, 32'h4001 | error, what);
    check(irq, what);
    set(channel + Status, 32'h4000);
    expects(channel + Status, 32'h1 | error, what);
    set(channel + Control, Run);
    expects(channel + Status, 32'h1 | error, {what, ": only a reset helps"});
    await((channel == Send ? Receive : Send) + Status, 32'h71, 32'h0, {what, ": the other one"});
    reset();
    exchange(20, 100, 20, 30, 4000);
  endtask

  task automatic lengths();
    for (int beats = 1; beats < 40; beats++)
      exchange(beats, 490 + beats, 41 - beats, 41 - beats + $urandom_range(3), 5000 + beats);
    for (int at = 496; at < 528; at++) exchange(33, at, 18, 18, at + 4096);
    exchange(2000, 3, 1500, 1500, 4099);
  endtask

  task automatic errors();
    set(Send + Length, 0);
    fails(Send, 32'h10, "LENGTH 0");
    set(Receive + Length, 12);
    fails(Receive, 32'h10, "LENGTH 12");
    set(Receive + Address, Base + 4);
    set(Receive + Length, 8);
    fails(Receive, 32'h10, "an address that is not aligned");
    arm(Send, 32'h0012_0000, 40);
    fails(Send, 32'h20, "MM2S SLVERR");
    arm(Send, 32'h0030_0000, 1);
    fails(Send, 32'h40, "MM2S DECERR");
    // The beats before the fault are sent.
    for (int i = 0; i < 10; i++) u_sink.expects({1'b0, u_memory.data[8182 + i]});
    arm(Send, Base + 8 * 8182, 100);
    fails(Send, 32'h40, "MM2S over the end");
    for (int i = 0; i < 30; i++) u_source.send({i == 29, noise()});
    arm(Receive, 32'h0012_0000, 30);
    fails(Receive, 32'h20, "S2MM SLVERR");
    for (int i = 0; i < 30; i++) u_source.send({i == 29, noise()});
    arm(Receive, Base + 8 * 8180, 30);
    fails(Receive, 32'h40, "S2MM over the end");
    for (int i = 0; i < 30; i++) u_source.send({i == 29, noise()});
    arm(Receive, Base, 29);
    fails(Receive, 32'h10, "a packet that is too long");
  endtask

  task automatic stops();
    for (int round = 0; round < 30; round++) begin
      for (int i = 0; i < 300; i++) u_source.send({1'b0, noise()});
      u_sink.queue.delete();
      for (int i = 0; i < 300; i++) u_sink.expects({i == 299, u_memory.data[16 + i]});
      arm(Receive, Base + 8 * 4000, 1000);
      arm(Send, Base + 8 * 16, 300);
      repeat ($urandom_range(round * 10)) @(posedge clk);
      set(Send + Control, 32'h5000);
      set(Receive + Control, 32'h5000);
      await(Send + Status, 32'h1, 32'h1, "MM2S halts");
      await(Receive + Status, 32'h1, 32'h1, "S2MM halts");
      check(!u_memory.busy(), "halted channels leave the bus alone");
      set(Send + Length, 64);
      expects(Send + Status, 32'h1, "LENGTH is lost on a halted channel");
      reset();
      exchange(5, 7, 40, 40, 600);
    end
  endtask

  task automatic resets();
    for (int round = 0; round < 60; round++) begin
      for (int i = 0; i < 300; i++) u_source.send({1'b0, noise()});
      for (int i = 0; i < 300; i++) u_sink.expects({i == 299, u_memory.data[16 + i]});
      arm(Receive, Base + 8 * 4000, 1000);
      arm(Send, Base + 8 * 16, 300);
      repeat ($urandom_range(round * 5)) @(posedge clk);
      if (round % 2 == 1) begin
        rst <= 1'b1;
        repeat ($urandom_range(3) + 1) @(posedge clk);
        rst <= 1'b0;
        await(Send + Control, 32'h4, 32'h0, "a reset ends");
        check(!u_memory.busy(), "a reset waits for the bus");
        start_both();
      end else begin
        reset();
      end
      exchange(40, 7, 40, 40, 600);
    end
  endtask

  /// A beat a cycle in, one in two out; few cycles to begin and end.
  task automatic throughput();
    int started, took;
    u_memory.pauses = 0;
    u_source.pauses = 0;
    u_sink.pauses = 0;
    u_memory.latency = 60;
    for (int i = 0; i < 2000; i++) u_sink.expects({i == 1999, u_memory.data[i]});
    set(Send + Address, Base);
    started = u_memory.cycle;
    set(Send + Length, 16000);
    do @(posedge clk); while (u_sink.queue.size() > 0);
    took = u_memory.cycle - started;
    check(took > 2000 && took < 2100, $sformatf("2000 beats are sent in %0d cycles", took));
    for (int i = 0; i < 2000; i++) u_source.send({i == 1999, noise()});
    await(Send + Status, 32'h1000, 32'h1000, "MM2S is done");
    set(Send + Status, 32'h7000);
    set(Receive + Address, Base);
    started = u_memory.cycle;
    set(Receive + Length, 16000);
    do @(posedge clk); while (!irq);
    took = u_memory.cycle - started;
    check(took > 4000 && took < 4400, $sformatf("2000 beats are received in %0d cycles", took));
  endtask

  initial begin
    repeat (4) @(posedge clk);
    rst <= 1'b0;
    for (int i = 0; i < 8192; i++) u_memory.data[i] = noise();
    await(Send + Control, 32'h4, 32'h0, "the first reset ends");
    set(Send + Control, 32'h0300_0000);
    expects(Send + Control, 32'h0301_0002, "a threshold of 0 changes nothing");
    set(Send + Length, 64);
    expects(Send + Status, 32'h1, "LENGTH is lost on a halted channel");
    start_both();
    expects(16'h5c, 32'd0, "no register");
    expects(16'h100, 32'd0, "no register");
    for (int round = 0; round < 3; round++) begin
      u_memory.pauses = 35 * round;
      u_source.pauses = 25 * round;
      u_sink.pauses = 40 * round;
      lengths();
      errors();
      resets();
      stops();
    end
    throughput();
    $display("PASS %0d", checks);
    $finish;
  end
endmodule
