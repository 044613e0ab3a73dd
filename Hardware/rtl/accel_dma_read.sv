// SPDX-License-Identifier: BSD-3-Clause

/// The MM2S half of the DMA: reads memory in bursts and sends it as a packet.
///
/// A burst is asked for when the FIFO has room for all of it, so the memory is never kept waiting, and
/// `Depth / 16` bursts are under way at a time: one beat a cycle, as long as those that the port takes
/// outlast its latency. The AXI side has no reset but `clear_i`, which is given while it is quiet.
module accel_dma_read #(
  /// Bits of a number of beats, at least 6.
  parameter int unsigned BeatsWidth = 23,
  /// Beats in the FIFO, a power of two, at least 32.
  parameter int unsigned Depth = 512
) (
  input  logic                  clk_i,
  /// A transfer: address and length in beats of 8 bytes, at least 1.
  input  logic                  start_i,
  input  logic [28:0]           address_i,
  input  logic [BeatsWidth-1:0] beats_i,
  /// Ask for no more, and drop what comes.
  input  logic                  stop_i,
  /// Forget the transfer and its errors; only while stopped and quiet.
  input  logic                  clear_i,
  /// Empty the FIFO.
  input  logic                  flush_i,
  /// Nothing is under way on the bus.
  output logic                  quiet_o,
  /// The memory answered SLVERR or DECERR; until `clear_i`.
  output logic                  slave_error_o,
  output logic                  decode_error_o,
  /// AXI3 master, reading; each pin has its register.
  output logic                  arvalid_o,
  input  logic                  arready_i,
  output logic [31:0]           araddr_o,
  output logic [3:0]            arlen_o,
  input  logic                  rvalid_i,
  output logic                  rready_o,
  input  logic [63:0]           rdata_i,
  input  logic [1:0]            rresp_i,
  /// The packet.
  output logic                  valid_o,
  input  logic                  ready_i,
  output logic [63:0]           data_o,
  output logic                  last_o
);
  localparam int unsigned CountWidth = $clog2(Depth) + 1;

  typedef enum logic [2:0] {Idle, Measure, Settle, Judge, Ask} state_e;

  state_e                state_q;
  logic [28:0]           address_q;
  logic [BeatsWidth-1:0] left_q, coming_q;
  logic [4:0]            burst, burst_q;
  // Beats that are under way, but for what was asked for and came a cycle before.
  logic [CountWidth-1:0] pending_q;
  logic signed [5:0]     change_q;
  logic                  fits_q, ends_q;
  logic [CountWidth-1:0] count;
  logic [CountWidth:0]   room_q;
  logic                  slave_error_q;
  logic                  decode_error_q;
  logic                  ask, asked, ar_ready, drop, push;
  logic [28:0]           araddr;

  (* keep *) logic        beat_q;
  (* keep *) logic [63:0] data_q;
  // What goes into the FIFO.
  logic                  push_q, push_last_q;
  (* keep *) logic [63:0] push_data_q;
  (* keep *) logic [1:0]  resp_q;

  // What a burst is measured by: more than 31 beats are as good as 31.
  logic [3:0] low_q;
  logic [4:0] few_q;
  accel_dma_burst #(.BeatsWidth(5)) u_burst (
    .address_i(low_q), .left_i(few_q), .beats_o(burst)
  );

  assign ask   = state_q == Ask && !drop && fits_q;
  assign asked = ask && ar_ready;

  accel_pin_give #(.Width(33)) u_ar (
    .clk_i, .valid_i(ask), .ready_o(ar_ready), .data_i({address_q, burst_q[3:0] - 4'd1}),
    .pin_valid_o(arvalid_o), .pin_ready_i(arready_i), .pin_data_o({araddr, arlen_o})
  );

  assign araddr_o = {araddr, 3'b000};
  assign rready_o = 1'b1;
  assign quiet_o  = pending_q == '0 && change_q == '0;
  assign drop     = stop_i || slave_error_q || decode_error_q;
  assign push     = beat_q && !drop && !resp_q[1];

  assign slave_error_o  = slave_error_q;
  assign decode_error_o = decode_error_q;

  // As the chip is configured.
  initial begin
    state_q = Idle;
    pending_q = '0;
    change_q = '0;
    slave_error_q = 1'b0;
    decode_error_q = 1'b0;
    beat_q = 1'b0;
    push_q = 1'b0;
  end

  always_ff @(posedge clk_i) begin
    beat_q <= rvalid_i;
    data_q <= rdata_i;
    resp_q <= rresp_i;
    push_q <= push;
    push_last_q <= coming_q == {{BeatsWidth - 1{1'b0}}, 1'b1};
    push_data_q <= data_q;
  end

  always_ff @(posedge clk_i) begin
    room_q    <= Depth[CountWidth:0] - {1'b0, count} - {1'b0, pending_q};
    change_q  <= (asked ? {1'b0, burst_q} : 6'd0) - {5'd0, beat_q};
    pending_q <= pending_q + {{CountWidth - 6{change_q[5]}}, change_q};
    low_q     <= address_q[3:0];
    few_q     <= left_q[BeatsWidth-1:5] != '0 ? 5'd31 : left_q[4:0];
    fits_q    <= room_q >= {{CountWidth - 4{1'b0}}, burst_q};
    ends_q    <= left_q == {{BeatsWidth - 5{1'b0}}, burst_q};
    if (beat_q) begin
      coming_q       <= coming_q - 1'b1;
      slave_error_q  <= slave_error_q || (!drop && resp_q == 2'b10);
      decode_error_q <= decode_error_q || (!drop && resp_q == 2'b11);
    end
    // What is asked for has left `room_q` three cycles later, when the next burst is judged by it.
    unique case (state_q)
      Measure: state_q <= Settle;
      Settle: begin
        burst_q <= burst;
        state_q <= Judge;
      end
      Judge:  state_q <= Ask;
      Ask: if (asked) begin
        address_q <= address_q + {24'd0, burst_q};
        left_q    <= left_q - {{BeatsWidth - 5{1'b0}}, burst_q};
        state_q   <= ends_q ? Idle : Measure;
      end
      default: ;
    endcase
    if (start_i) begin
      address_q <= address_i;
      left_q    <= beats_i;
      coming_q  <= beats_i;
      state_q   <= Measure;
    end
    if (clear_i) begin
      slave_error_q  <= 1'b0;
      decode_error_q <= 1'b0;
      state_q        <= Idle;
    end
  end

  accel_dma_fifo #(.Width(65), .Depth(Depth)) u_fifo (
    .clk_i, .rst_i(flush_i), .push_i(push_q),
    .data_i({push_last_q, push_data_q}),
    .valid_o, .ready_i, .data_o({last_o, data_o}), .count_o(count)
  );

  if (Depth < 32 || BeatsWidth < 6) begin : gen_illegal
    $error("%m: Depth is %0d, BeatsWidth %0d", Depth, BeatsWidth);
  end

`ifdef FORMAL
`include "formal/accel_dma_read.svh"
`endif
endmodule
