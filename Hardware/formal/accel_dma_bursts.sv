// SPDX-License-Identifier: BSD-3-Clause

/// What is proved of the DMA's bus side, for any memory, any stream and any transfer of up to 64 beats:
/// bursts stay inside the range that was given and inside 4 KiB, what is offered stays offered, a
/// burst has as many beats as was said, and beats are asked for only where there is room for them.
module accel_dma_bursts (
  input logic        clk_i,
  input logic        start_i,
  input logic [28:0] address_i,
  input logic [6:0]  beats_i,
  input logic        stop_i,
  input logic        clear_i,
  input logic        arready_i,
  input logic        rvalid_i,
  input logic [63:0] rdata_i,
  input logic [1:0]  rresp_i,
  input logic        ready_i,
  input logic        awready_i,
  input logic        wready_i,
  input logic        bvalid_i,
  input logic [1:0]  bresp_i,
  input logic        valid_i,
  input logic [63:0] data_i,
  input logic        last_i
);
  logic        arvalid, rready, awvalid, wvalid, wlast, bready;
  logic [31:0] araddr, awaddr;
  logic [3:0]  arlen, awlen;
  logic [63:0] wdata;
  logic        read_quiet, write_quiet, read_done, write_done;
  logic        valid, last, ready;
  logic [63:0] data;
  logic [6:0]  received;

  accel_dma_read #(.BeatsWidth(7), .Depth(32)) u_read (
    .clk_i, .start_i, .address_i, .beats_i, .stop_i, .clear_i, .flush_i(clear_i),
    .quiet_o(read_quiet), .done_o(read_done), .slave_error_o(), .decode_error_o(),
    .arvalid_o(arvalid), .arready_i, .araddr_o(araddr), .arlen_o(arlen), .rvalid_i,
    .rready_o(rready), .rdata_i, .rresp_i, .valid_o(valid), .ready_i, .data_o(data), .last_o(last)
  );
  accel_dma_write #(.BeatsWidth(7)) u_write (
    .clk_i, .start_i, .address_i, .beats_i, .stop_i, .clear_i, .quiet_o(write_quiet),
    .done_o(write_done), .received_o(received), .slave_error_o(), .decode_error_o(),
    .long_error_o(), .awvalid_o(awvalid), .awready_i, .awaddr_o(awaddr), .awlen_o(awlen),
    .wvalid_o(wvalid), .wready_i, .wdata_o(wdata), .wlast_o(wlast), .bvalid_i, .bready_o(bready),
    .bresp_i, .valid_i, .ready_o(ready), .data_i, .last_i
  );

  // The transfer that was given, as the control gives it: nothing else until both are quiet again.
  logic        begun_q = 1'b0, cleared_q = 1'b0;
  logic [28:0] first_q;
  logic [6:0]  beats_q;
  always @(posedge clk_i) begin
    if (clear_i) cleared_q <= 1'b1;
    if (start_i) begin
      begun_q <= 1'b1;
      first_q <= address_i;
      beats_q <= beats_i;
    end
  end
  always @* begin
    if (!cleared_q) assume (clear_i && !start_i && stop_i);
    else assume (!clear_i);
    if (begun_q) assume (!start_i);
    assume (beats_i != 0 && beats_i <= 64);
    assume (address_i + beats_i > address_i);
  end

  // The memory: answers only what was asked for.
  logic [7:0] asked_q = 0, came_q = 0;
  logic [7:0] write_beats_q = 0, wrote_q = 0;
  logic [7:0] bursts_q = 0, lasts_q = 0, answered_q = 0;
  always @(posedge clk_i) begin
    if (arvalid && arready_i) asked_q <= asked_q + arlen + 1;
    if (rvalid_i && rready) came_q <= came_q + 1;
    if (awvalid && awready_i) write_beats_q <= write_beats_q + awlen + 1;
    if (wvalid && wready_i) wrote_q <= wrote_q + 1;
    if (awvalid && awready_i) bursts_q <= bursts_q + 1;
    if (wvalid && wready_i && wlast) lasts_q <= lasts_q + 1;
    if (bvalid_i && bready) answered_q <= answered_q + 1;
  end
  always @* begin
    assume (!rvalid_i || came_q < asked_q);
    assume (!bvalid_i || (answered_q < bursts_q && answered_q < lasts_q));
  end

  logic [31:0] from, until_;
  assign from   = {first_q, 3'b000};
  assign until_ = {first_q + {22'd0, beats_q}, 3'b000};

  always @* begin
    if (arvalid) begin
      assert (begun_q);
      assert (araddr >= from && araddr + 8 * (arlen + 1) <= until_);
      assert (araddr[11:0] + 8 * (arlen + 1) <= 4096);
    end
    if (awvalid) begin
      assert (begun_q);
      assert (awaddr >= from && awaddr + 8 * (awlen + 1) <= until_);
      assert (awaddr[11:0] + 8 * (awlen + 1) <= 4096);
    end
    assert (rready && bready);
    assert (asked_q - came_q <= 32);
    assert (received <= beats_q || !begun_q);
    if (read_quiet) assert (!arvalid && asked_q == came_q);
    if (write_quiet) assert (!awvalid && !wvalid && bursts_q == answered_q);
  end

  // What is offered stays as it is.
  logic        ar_held_q = 0, aw_held_q = 0, w_held_q = 0, held_q = 0;
  logic [35:0] ar_q, aw_q;
  logic [64:0] w_q, data_q;
  always @(posedge clk_i) begin
    ar_held_q <= arvalid && !arready_i;
    aw_held_q <= awvalid && !awready_i;
    w_held_q  <= wvalid && !wready_i;
    held_q    <= valid && !ready_i && !clear_i && cleared_q;
    ar_q      <= {araddr, arlen};
    aw_q      <= {awaddr, awlen};
    w_q       <= {wlast, wdata};
    data_q    <= {last, data};
  end
  always @* begin
    if (ar_held_q) assert (arvalid && ar_q == {araddr, arlen});
    if (aw_held_q) assert (awvalid && aw_q == {awaddr, awlen});
    if (w_held_q) assert (wvalid && w_q == {wlast, wdata});
    if (held_q) assert (valid && data_q == {last, data});
  end
endmodule
