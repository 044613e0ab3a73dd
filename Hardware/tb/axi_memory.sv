// SPDX-License-Identifier: BSD-3-Clause

/// A memory behind an AXI3 port of 64 bits, with pauses at random; checks the master's manners.
///
/// 64 KiB lie at 0x0010_0000. From 0x0012_0000 on 4 KiB answer SLVERR; everything else DECERR.
/// Beats may be withdrawn or changed by nobody, bursts cross no 4 KiB.
module axi_memory (
  input  logic        clk_i,
  input  logic        arvalid_i,
  output logic        arready_o,
  input  logic [31:0] araddr_i,
  input  logic [3:0]  arlen_i,
  output logic        rvalid_o,
  input  logic        rready_i,
  output logic [63:0] rdata_o,
  output logic [1:0]  rresp_o,
  input  logic        awvalid_i,
  output logic        awready_o,
  input  logic [31:0] awaddr_i,
  input  logic [3:0]  awlen_i,
  input  logic        wvalid_i,
  output logic        wready_o,
  input  logic [63:0] wdata_i,
  input  logic        wlast_i,
  output logic        bvalid_o,
  input  logic        bready_i,
  output logic [1:0]  bresp_o
);
  localparam logic [31:0] Base = 32'h0010_0000;
  localparam int Beats = 8192;

  logic [63:0] data [Beats];
  /// Pauses, in percent of the cycles, and cycles from a read's address to its data.
  int pauses = 0;
  int latency = 20;
  /// Beats written anywhere, bursts of either kind, and beats that were read.
  int written = 0, write_bursts = 0, read_bursts = 0, beats_read = 0;

  typedef struct {
    logic [31:0] address;
    int          left;
    int          due;
  } burst_t;

  burst_t      reads[$], writes[$];
  logic [64:0] beats[$];
  logic [1:0]  answers[$];
  logic [1:0]  answer = 2'b00;
  int          cycle = 0;
  logic        ar_held = 1'b0, aw_held = 1'b0, w_held = 1'b0;
  logic [35:0] ar_was, aw_was;
  logic [64:0] w_was;

  function automatic bit go();
    return $urandom_range(99) >= pauses;
  endfunction

  function automatic logic [1:0] response(input logic [31:0] address);
    if (address >= Base && address < Base + 8 * Beats) return 2'b00;
    if (address >= 32'h0012_0000 && address < 32'h0012_1000) return 2'b10;
    return 2'b11;
  endfunction

  task automatic check(input logic [31:0] address, input logic [3:0] length);
    if (address[2:0] != 0) $fatal(1, "%m: %h is not aligned", address);
    if (32'(address[11:0]) + 8 * (32'(length) + 1) > 4096)
      $fatal(1, "%m: %0d beats at %h cross 4 KiB", length + 1, address);
  endtask

  task automatic store();
    while (writes.size() > 0 && beats.size() > 0) begin
      logic [64:0] beat;
      beat = beats.pop_front();
      if (beat[64] != (writes[0].left == 1)) $fatal(1, "%m: WLAST is wrong");
      if (response(writes[0].address) == 0) data[(writes[0].address - Base) / 8] = beat[63:0];
      answer = answer | response(writes[0].address);
      written++;
      writes[0].address += 8;
      writes[0].left--;
      if (writes[0].left == 0) begin
        answers.push_back(answer);
        answer = 2'b00;
        void'(writes.pop_front());
      end
    end
  endtask

  always @(posedge clk_i) begin
    cycle <= cycle + 1;
    ar_held <= arvalid_i && !arready_o;
    aw_held <= awvalid_i && !awready_o;
    w_held  <= wvalid_i && !wready_o;
    ar_was  <= {araddr_i, arlen_i};
    aw_was  <= {awaddr_i, awlen_i};
    w_was   <= {wlast_i, wdata_i};
    if (ar_held && (!arvalid_i || ar_was != {araddr_i, arlen_i})) $fatal(1, "%m: AR changed");
    if (aw_held && (!awvalid_i || aw_was != {awaddr_i, awlen_i})) $fatal(1, "%m: AW changed");
    if (w_held && (!wvalid_i || w_was != {wlast_i, wdata_i})) $fatal(1, "%m: W changed");
    if (arvalid_i && arready_o) begin
      check(araddr_i, arlen_i);
      reads.push_back('{araddr_i, int'(arlen_i) + 1, cycle + latency});
      read_bursts++;
    end
    if (awvalid_i && awready_o) begin
      check(awaddr_i, awlen_i);
      writes.push_back('{awaddr_i, int'(awlen_i) + 1, 0});
      write_bursts++;
    end
    if (wvalid_i && wready_o) beats.push_back({wlast_i, wdata_i});
    store();
    arready_o <= go() && reads.size() < 8;
    awready_o <= go() && writes.size() < 8;
    wready_o  <= go() && beats.size() < 16;
    if (rvalid_o && rready_i) begin
      rvalid_o <= 1'b0;
      beats_read++;
    end
    if ((!rvalid_o || rready_i) && go() && reads.size() > 0 && reads[0].due <= cycle) begin
      rvalid_o <= 1'b1;
      rresp_o  <= response(reads[0].address);
      rdata_o  <= response(reads[0].address) == 0 ? data[(reads[0].address - Base) / 8] : 64'hbad;
      reads[0].address += 8;
      reads[0].left--;
      if (reads[0].left == 0) void'(reads.pop_front());
    end
    if (bvalid_o && bready_i) bvalid_o <= 1'b0;
    if ((!bvalid_o || bready_i) && go() && answers.size() > 0) begin
      bvalid_o <= 1'b1;
      bresp_o  <= answers.pop_front();
    end
  end

  /// Whether a burst is under way.
  function automatic bit busy();
    return reads.size() > 0 || writes.size() > 0 || beats.size() > 0 || answers.size() > 0 ||
           rvalid_o || bvalid_o || arvalid_i || awvalid_i || wvalid_i;
  endfunction

  initial begin
    arready_o = 1'b0;
    awready_o = 1'b0;
    wready_o  = 1'b0;
    rvalid_o  = 1'b0;
    bvalid_o  = 1'b0;
  end
endmodule
