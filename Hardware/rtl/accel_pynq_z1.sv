// SPDX-License-Identifier: BSD-3-Clause

/// The generated `accel_design` in a PYNQ-Z1 or -Z2: the processor's general-purpose port 0, its
/// high-performance port 0, clock FCLK0 with its reset, and interrupt IRQF2P[0] (61 of the interrupt
/// controller). There are no pins of the chip's own; those of the processor are hard-wired.
module accel_pynq_z1;
  logic [3:0]  fclk, fclk_resetn;
  logic        clk, irq;
  logic        gp_awvalid, gp_awready, gp_wvalid, gp_wready, gp_bvalid, gp_bready;
  logic        gp_arvalid, gp_arready, gp_rvalid, gp_rready, gp_rlast;
  logic [11:0] gp_awid, gp_bid, gp_arid, gp_rid;
  logic [31:0] gp_awaddr, gp_wdata, gp_araddr, gp_rdata;
  logic [3:0]  gp_awlen, gp_wstrb, gp_arlen;
  logic [1:0]  gp_awsize, gp_awburst, gp_bresp, gp_arsize, gp_arburst, gp_rresp;
  logic        hp_arvalid, hp_arready, hp_rvalid, hp_rready, hp_awvalid, hp_awready;
  logic        hp_wvalid, hp_wready, hp_wlast, hp_bvalid, hp_bready;
  logic [31:0] hp_araddr, hp_awaddr;
  logic [63:0] hp_rdata, hp_wdata;
  logic [3:0]  hp_arlen, hp_awlen;
  logic [1:0]  hp_rresp, hp_bresp;

  (* keep *) logic run_q;
  logic            rst_q;

  // The reset is not of this clock.
  always_ff @(posedge clk) begin
    run_q <= fclk_resetn[0];
    rst_q <= !run_q;
  end

  BUFG u_clock (.I(fclk[0]), .O(clk));

  (* keep *)
  PS7 u_ps7 (
    .FCLKCLK(fclk), .FCLKRESETN(fclk_resetn), .IRQF2P({19'd0, irq}),
    // General-purpose port 0, master.
    .MAXIGP0ACLK(clk),
    .MAXIGP0AWVALID(gp_awvalid), .MAXIGP0AWREADY(gp_awready), .MAXIGP0AWID(gp_awid),
    .MAXIGP0AWADDR(gp_awaddr), .MAXIGP0AWLEN(gp_awlen), .MAXIGP0AWSIZE(gp_awsize),
    .MAXIGP0AWBURST(gp_awburst),
    .MAXIGP0WVALID(gp_wvalid), .MAXIGP0WREADY(gp_wready), .MAXIGP0WDATA(gp_wdata),
    .MAXIGP0WSTRB(gp_wstrb),
    .MAXIGP0BVALID(gp_bvalid), .MAXIGP0BREADY(gp_bready), .MAXIGP0BID(gp_bid),
    .MAXIGP0BRESP(gp_bresp),
    .MAXIGP0ARVALID(gp_arvalid), .MAXIGP0ARREADY(gp_arready), .MAXIGP0ARID(gp_arid),
    .MAXIGP0ARADDR(gp_araddr), .MAXIGP0ARLEN(gp_arlen), .MAXIGP0ARSIZE(gp_arsize),
    .MAXIGP0ARBURST(gp_arburst),
    .MAXIGP0RVALID(gp_rvalid), .MAXIGP0RREADY(gp_rready), .MAXIGP0RID(gp_rid),
    .MAXIGP0RDATA(gp_rdata), .MAXIGP0RRESP(gp_rresp), .MAXIGP0RLAST(gp_rlast),
    // High-performance port 0, slave: beats of 8 bytes, incrementing, bufferable, in order.
    .SAXIHP0ACLK(clk), .SAXIHP0RDISSUECAP1EN(1'b0), .SAXIHP0WRISSUECAP1EN(1'b0),
    .SAXIHP0ARVALID(hp_arvalid), .SAXIHP0ARREADY(hp_arready), .SAXIHP0ARADDR(hp_araddr),
    .SAXIHP0ARLEN(hp_arlen), .SAXIHP0ARSIZE(2'd3), .SAXIHP0ARBURST(2'd1), .SAXIHP0ARID(6'd0),
    .SAXIHP0ARCACHE(4'd3), .SAXIHP0ARPROT(3'd0), .SAXIHP0ARLOCK(2'd0), .SAXIHP0ARQOS(4'd0),
    .SAXIHP0RVALID(hp_rvalid), .SAXIHP0RREADY(hp_rready), .SAXIHP0RDATA(hp_rdata),
    .SAXIHP0RRESP(hp_rresp),
    .SAXIHP0AWVALID(hp_awvalid), .SAXIHP0AWREADY(hp_awready), .SAXIHP0AWADDR(hp_awaddr),
    .SAXIHP0AWLEN(hp_awlen), .SAXIHP0AWSIZE(2'd3), .SAXIHP0AWBURST(2'd1), .SAXIHP0AWID(6'd0),
    .SAXIHP0AWCACHE(4'd3), .SAXIHP0AWPROT(3'd0), .SAXIHP0AWLOCK(2'd0), .SAXIHP0AWQOS(4'd0),
    .SAXIHP0WVALID(hp_wvalid), .SAXIHP0WREADY(hp_wready), .SAXIHP0WDATA(hp_wdata),
    .SAXIHP0WLAST(hp_wlast), .SAXIHP0WSTRB(8'hff), .SAXIHP0WID(6'd0),
    .SAXIHP0BVALID(hp_bvalid), .SAXIHP0BREADY(hp_bready), .SAXIHP0BRESP(hp_bresp)
  );

  accel_design u_design (
    .clk_i(clk), .rst_i(rst_q), .irq_o(irq), .gp_awvalid_i(gp_awvalid), .gp_awready_o(gp_awready),
    .gp_awid_i(gp_awid), .gp_awaddr_i(gp_awaddr), .gp_awlen_i(gp_awlen), .gp_awsize_i(gp_awsize),
    .gp_awburst_i(gp_awburst), .gp_wvalid_i(gp_wvalid), .gp_wready_o(gp_wready),
    .gp_wdata_i(gp_wdata), .gp_wstrb_i(gp_wstrb), .gp_bvalid_o(gp_bvalid),
    .gp_bready_i(gp_bready), .gp_bid_o(gp_bid), .gp_bresp_o(gp_bresp), .gp_arvalid_i(gp_arvalid),
    .gp_arready_o(gp_arready), .gp_arid_i(gp_arid), .gp_araddr_i(gp_araddr),
    .gp_arlen_i(gp_arlen), .gp_arsize_i(gp_arsize), .gp_arburst_i(gp_arburst),
    .gp_rvalid_o(gp_rvalid), .gp_rready_i(gp_rready), .gp_rid_o(gp_rid), .gp_rdata_o(gp_rdata),
    .gp_rresp_o(gp_rresp), .gp_rlast_o(gp_rlast), .hp_arvalid_o(hp_arvalid),
    .hp_arready_i(hp_arready), .hp_araddr_o(hp_araddr), .hp_arlen_o(hp_arlen),
    .hp_rvalid_i(hp_rvalid), .hp_rready_o(hp_rready), .hp_rdata_i(hp_rdata),
    .hp_rresp_i(hp_rresp), .hp_awvalid_o(hp_awvalid), .hp_awready_i(hp_awready),
    .hp_awaddr_o(hp_awaddr), .hp_awlen_o(hp_awlen), .hp_wvalid_o(hp_wvalid),
    .hp_wready_i(hp_wready), .hp_wdata_o(hp_wdata), .hp_wlast_o(hp_wlast),
    .hp_bvalid_i(hp_bvalid), .hp_bready_o(hp_bready), .hp_bresp_i(hp_bresp)
  );
endmodule
