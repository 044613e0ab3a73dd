// SPDX-License-Identifier: BSD-3-Clause

/// The general-purpose slave before registers that remember: bursts of each kind and size, partial
/// writes, both windows, with pauses.
module tb_accel_gp;
  logic        clk = 1'b0;
  logic        awvalid = 1'b0, awready, wvalid = 1'b0, wready, bvalid, bready = 1'b0;
  logic        arvalid = 1'b0, arready, rvalid, rready = 1'b0, rlast;
  logic [11:0] awid, bid, arid, rid;
  logic [31:0] awaddr, wdata, araddr, rdata;
  logic [3:0]  awlen, arlen, wstrb;
  logic [1:0]  awsize, awburst, arsize, arburst, bresp, rresp;
  logic        access, access_write, access_core, answer = 1'b0;
  logic [15:0] access_address;
  logic [31:0] access_data, answer_data;
  int          checks = 0, pauses = 0, accesses = 0;

  /// What the registers hold, by window and address.
  logic [31:0] held [2][16384];
  logic [31:0] wanted [2][16384];

  always #5 clk = !clk;

  accel_gp u_gp (
    .clk_i(clk), .awvalid_i(awvalid), .awready_o(awready), .awid_i(awid), .awaddr_i(awaddr),
    .awlen_i(awlen), .awsize_i(awsize), .awburst_i(awburst), .wvalid_i(wvalid), .wready_o(wready),
    .wdata_i(wdata), .wstrb_i(wstrb), .bvalid_o(bvalid), .bready_i(bready), .bid_o(bid),
    .bresp_o(bresp), .arvalid_i(arvalid), .arready_o(arready), .arid_i(arid), .araddr_i(araddr),
    .arlen_i(arlen), .arsize_i(arsize), .arburst_i(arburst), .rvalid_o(rvalid), .rready_i(rready),
    .rid_o(rid), .rdata_o(rdata), .rresp_o(rresp), .rlast_o(rlast), .access_o(access),
    .access_write_o(access_write), .access_core_o(access_core),
    .access_address_o(access_address), .access_data_o(access_data), .answer_i(answer),
    .answer_data_i(answer_data)
  );

  // The registers, which take their time, and see one access at a time.
  int due = 0;
  always @(posedge clk) begin
    answer <= 1'b0;
    if (access) begin
      if (due > 0) $fatal(1, "a second access");
      due <= $urandom_range(5) + 1;
      accesses <= accesses + 1;
      if (access_write) held[access_core][access_address[15:2]] <= access_data;
    end else if (due > 0) begin
      due <= due - 1;
      answer <= due == 1;
      answer_data <= held[access_core][access_address[15:2]];
    end
  end

  task automatic check(input bit right, input string what);
    checks++;
    if (!right) $fatal(1, "%s", what);
  endtask

  task automatic pause();
    while ($urandom_range(99) < pauses) @(posedge clk);
  endtask

  function automatic logic [31:0] beat_address(
      input logic [31:0] address, input int beat, input logic [3:0] len, input logic [1:0] size,
      input logic [1:0] burst);
    logic [31:0] bytes, total;
    bytes = 32'd1 << size;
    total = bytes * (32'(len) + 1);
    case (burst)
      2'd0: return address;
      2'd1: return beat == 0 ? address : (address / bytes + beat) * bytes;
      default: return address / total * total + (address + beat * bytes) % total;
    endcase
  endfunction

  task automatic choose(output logic [31:0] address, output logic [3:0] len,
                        output logic [1:0] size, output logic [1:0] burst);
    burst   = 2'($urandom_range(2));
    size    = 2'($urandom_range(2));
    len     = 4'($urandom_range(15));
    address = ($urandom_range(1) == 1 ? 32'h43c0_0000 : 32'h4040_0000) + $urandom_range(60000);
    if (burst == 2'd2) begin
      len     = 4'((2 << $urandom_range(3)) - 1);
      address = address / (32'd1 << size) * (32'd1 << size);
    end
  endtask

  task automatic read();
    logic [31:0] address, at;
    choose(address, arlen, arsize, arburst);
    araddr  = address;
    arid    = 12'($urandom);
    arvalid <= 1'b1;
    do @(posedge clk); while (!arready);
    arvalid <= 1'b0;
    for (int beat = 0; beat <= int'(arlen); beat++) begin
      pause();
      rready <= 1'b1;
      do @(posedge clk); while (!rvalid);
      rready <= 1'b0;
      at = beat_address(address, beat, arlen, arsize, arburst);
      check(rdata == wanted[address[25]][at[15:2]] && rid == arid && rresp == 2'd0,
            $sformatf("beat %0d of a read at %h", beat, address));
      check(rlast == (beat == int'(arlen)), "RLAST");
    end
  endtask

  task automatic write();
    logic [31:0] address, at;
    choose(address, awlen, awsize, awburst);
    awaddr  = address;
    awid    = 12'($urandom);
    awvalid <= 1'b1;
    do @(posedge clk); while (!awready);
    awvalid <= 1'b0;
    for (int beat = 0; beat <= int'(awlen); beat++) begin
      pause();
      wdata  = $urandom;
      wstrb  = $urandom_range(3) == 0 ? 4'($urandom) : 4'hf;
      wvalid <= 1'b1;
      do @(posedge clk); while (!wready);
      wvalid <= 1'b0;
      at = beat_address(address, beat, awlen, awsize, awburst);
      if (wstrb == 4'hf) wanted[address[25]][at[15:2]] = wdata;
    end
    pause();
    bready <= 1'b1;
    do @(posedge clk); while (!bvalid);
    bready <= 1'b0;
    check(bid == awid && bresp == 2'd0, "an answer to a write");
  endtask

  initial begin
    for (int window = 0; window < 2; window++)
      for (int i = 0; i < 16384; i++) begin
        held[window][i]   = $urandom;
        wanted[window][i] = held[window][i];
      end
    repeat (4) @(posedge clk);
    for (int round = 0; round < 3000; round++) begin
      pauses = 40 * (round % 3);
      if ($urandom_range(1) == 1) write();
      else read();
    end
    for (int i = 0; i < 16384; i++)
      check(held[0][i] == wanted[0][i] && held[1][i] == wanted[1][i], "what the registers hold");
    check(accesses > 10000, "accesses");
    $display("PASS %0d", checks);
    $finish;
  end
endmodule
