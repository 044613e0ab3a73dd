// SPDX-License-Identifier: BSD-3-Clause

/// The S2MM half of the DMA: receives a packet and writes it to memory in bursts.
///
/// A burst is begun when all of its beats are there, so one that has begun needs nobody to end;
/// the packet may end anywhere. A beat is written every second cycle. The AXI side has no reset but
/// `clear_i`, which is given while it is quiet.
module accel_dma_write #(
  /// Bits of a number of beats, at least 5.
  parameter int unsigned BeatsWidth = 23
) (
  input  logic                  clk_i,
  /// A transfer: address, and room in beats of 8 bytes, at least 1.
  input  logic                  start_i,
  input  logic [28:0]           address_i,
  input  logic [BeatsWidth-1:0] beats_i,
  /// Take no more, and begin no burst.
  input  logic                  stop_i,
  /// Forget the transfer and its errors; only while stopped and quiet.
  input  logic                  clear_i,
  /// Nothing is under way on the bus.
  output logic                  quiet_o,
  /// The whole packet is in memory; for one cycle.
  output logic                  done_o,
  /// Beats received.
  output logic [BeatsWidth-1:0] received_o,
  /// The memory answered SLVERR or DECERR, or the packet is longer than the room; until `clear_i`.
  output logic                  slave_error_o,
  output logic                  decode_error_o,
  output logic                  long_error_o,
  /// AXI3 master, writing; each pin has its register.
  output logic                  awvalid_o,
  input  logic                  awready_i,
  output logic [31:0]           awaddr_o,
  output logic [3:0]            awlen_o,
  output logic                  wvalid_o,
  input  logic                  wready_i,
  output logic [63:0]           wdata_o,
  output logic                  wlast_o,
  input  logic                  bvalid_i,
  output logic                  bready_o,
  input  logic [1:0]            bresp_i,
  /// The packet.
  input  logic                  valid_i,
  output logic                  ready_o,
  input  logic [63:0]           data_i,
  input  logic                  last_i
);
  logic                  active_q;
  logic                  ended_q, long_q, full_q, all_written;
  logic [28:0]           address_q;
  logic [BeatsWidth-1:0] left_q, received_q;
  logic                  take, closes;
  logic [4:0]            gathered_q;
  // A burst that is complete and waits for the writer.
  logic                  burst_valid_q;
  logic [28:0]           burst_address_q, first_q;
  logic [4:0]            burst_q;
  logic                  burst_ready, writer_quiet;
  logic                  long_error_q;

  assign ready_o = active_q && !ended_q && !stop_i && !burst_valid_q;
  assign take    = valid_i && ready_o;
  assign closes  = last_i || full_q || address_q[3:0] == 4'hf;

  assign all_written  = active_q && ended_q && !burst_valid_q && writer_quiet &&
                        !slave_error_o && !decode_error_o;
  assign done_o       = all_written && !long_q;
  assign long_error_o = long_error_q;
  assign received_o   = received_q;
  assign quiet_o      = writer_quiet;

  // As the chip is configured.
  initial begin
    active_q = 1'b0;
    burst_valid_q = 1'b0;
    long_error_q = 1'b0;
  end

  always_ff @(posedge clk_i) begin
    if (take) begin
      address_q  <= address_q + 29'd1;
      left_q     <= left_q - 1'b1;
      received_q <= received_q + 1'b1;
      gathered_q <= closes ? 5'd0 : gathered_q + 5'd1;
      full_q     <= left_q == {{BeatsWidth - 2{1'b0}}, 2'd2};
      ended_q    <= last_i || full_q;
      long_q     <= full_q && !last_i;
      if (gathered_q == 5'd0) first_q <= address_q;
      if (closes) begin
        burst_valid_q   <= 1'b1;
        burst_address_q <= gathered_q == 5'd0 ? address_q : first_q;
        burst_q         <= gathered_q + 5'd1;
      end
    end else if (burst_ready) begin
      burst_valid_q <= 1'b0;
    end
    if (all_written) begin
      active_q     <= 1'b0;
      long_error_q <= long_q;
    end
    if (start_i) begin
      active_q   <= 1'b1;
      ended_q    <= 1'b0;
      long_q     <= 1'b0;
      address_q  <= address_i;
      left_q     <= beats_i;
      full_q     <= beats_i == {{BeatsWidth - 1{1'b0}}, 1'b1};
      received_q <= '0;
      gathered_q <= 5'd0;
    end
    if (clear_i) begin
      active_q      <= 1'b0;
      burst_valid_q <= 1'b0;
      long_error_q  <= 1'b0;
    end
  end

  accel_dma_writer u_writer (
    .clk_i, .clear_i, .quiet_o(writer_quiet), .slave_error_o, .decode_error_o,
    .push_i(take), .data_i,
    .burst_valid_i(burst_valid_q && !stop_i), .burst_ready_o(burst_ready),
    .burst_address_i(burst_address_q), .burst_beats_i(burst_q),
    .awvalid_o, .awready_i, .awaddr_o, .awlen_o, .wvalid_o, .wready_i, .wdata_o, .wlast_o,
    .bvalid_i, .bready_o, .bresp_i
  );

`ifdef FORMAL
`include "formal/accel_dma_write.svh"
`endif
endmodule
