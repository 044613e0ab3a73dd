// SPDX-License-Identifier: BSD-3-Clause

/// DMA engine: registers as AXI DMA 7.1 in direct mode (PG021), AXI3 master of 64 bits, a stream each way.
///
/// Bursts have at most 16 beats and cross no border of 128 bytes. A soft reset, and `rst_i`, let what
/// is under way on the bus end; meanwhile DMACR.Reset reads as 1 and `stream_rst_o` is high. MM2S moves
/// a beat a cycle, S2MM one in two.
module accel_dma #(
  /// Bits of LENGTH, 8 to 26.
  parameter int unsigned LengthWidth = 26
) (
  input  logic        clk_i,
  input  logic        rst_i,
  /// An access, high for one cycle; the rest holds until the answer, which comes five cycles later.
  input  logic        access_i,
  input  logic        write_i,
  input  logic [15:0] address_i,
  input  logic [31:0] data_i,
  output logic        answer_o,
  output logic [31:0] answer_data_o,
  /// An interrupt of either channel.
  output logic        irq_o,
  /// Resets what the streams lead to.
  output logic        stream_rst_o,
  /// AXI3 master.
  output logic        arvalid_o,
  input  logic        arready_i,
  output logic [31:0] araddr_o,
  output logic [3:0]  arlen_o,
  input  logic        rvalid_i,
  output logic        rready_o,
  input  logic [63:0] rdata_i,
  input  logic [1:0]  rresp_i,
  output logic        awvalid_o,
  input  logic        awready_i,
  output logic [31:0] awaddr_o,
  output logic [3:0]  awlen_o,
  output logic        wvalid_o,
  input  logic        wready_i,
  output logic [63:0] wdata_o,
  output logic        wlast_o,
  input  logic        bvalid_i,
  output logic        bready_o,
  input  logic [1:0]  bresp_i,
  /// MM2S.
  output logic        send_valid_o,
  input  logic        send_ready_i,
  output logic [63:0] send_data_o,
  output logic        send_last_o,
  /// S2MM.
  input  logic        receive_valid_i,
  output logic        receive_ready_o,
  input  logic [63:0] receive_data_i,
  input  logic        receive_last_i
);
  localparam int unsigned BeatsWidth = LengthWidth - 3;
  localparam logic [15:0] ReceiveBase = 16'h0030;

  // The access on its way: as it came, decoded, and done.
  logic [3:0]            access_q;
  (* keep *) logic       writes_q;
  (* keep *) logic [15:0] address_q;
  logic                  receives_q, in_range_q, send_write_q, receive_write_q;
  logic [5:0]            offset_q;
  logic [31:0]           write_data_q;
  logic [31:0]           send_register, receive_register, register_q;
  logic                  send_reset, receive_reset, send_irq, receive_irq;
  logic                  send_start, send_stop, send_clear, send_quiet, send_done;
  logic                  send_slave_error, send_decode_error;
  logic                  receive_start, receive_stop, receive_clear, receive_quiet, receive_done;
  logic                  receive_slave_error, receive_decode_error, receive_long;
  logic [28:0]           send_address, receive_address;
  logic [BeatsWidth-1:0] send_beats, receive_beats, received;
  logic                  resetting_q;
  // Of the streams: nothing passes them for cycles before and behind its edges.
  (* keep *) logic       stream_rst_q;
  // What is quiet counts once the stop has reached it.
  (* keep *) logic       send_stop_q, receive_stop_q, clear_q;
  logic [3:0]            hold_q;
  logic                  quiet_q, ends_reset;
  logic                  from_read_valid, from_read_ready, from_read_last;
  logic [63:0]           from_read;
  logic                  to_write_valid, to_write_ready, to_write_last;
  logic [63:0]           to_write;
  (* keep *) logic       irq_q;

  assign send_done = send_valid_o && send_ready_i && send_last_o;

  // Held for some cycles, so that it reaches everything behind the streams.
  assign ends_reset   = resetting_q && hold_q == 4'hf && quiet_q && !rst_i;
  assign stream_rst_o = resetting_q;
  assign irq_o        = irq_q;

  // As the chip is configured.
  initial begin
    resetting_q = 1'b1;
    stream_rst_q = 1'b1;
    send_stop_q = 1'b1;
    receive_stop_q = 1'b1;
    clear_q = 1'b0;
    hold_q = 4'd0;
    access_q = 4'd0;
  end

  always_ff @(posedge clk_i) begin
    access_q        <= {access_q[2:0], access_i};
    writes_q        <= write_i;
    address_q       <= address_i;
    write_data_q    <= data_i;
    receives_q      <= address_q >= ReceiveBase;
    in_range_q      <= address_q < 2 * ReceiveBase;
    offset_q        <= address_q[5:0] - (address_q >= ReceiveBase ? ReceiveBase[5:0] : 6'd0);
    send_write_q    <= access_q[1] && writes_q && in_range_q && !receives_q;
    receive_write_q <= access_q[1] && writes_q && in_range_q && receives_q;
    register_q      <= receives_q ? receive_register : send_register;
    answer_o        <= access_q[3];
    answer_data_o   <= in_range_q ? register_q : 32'd0;
    irq_q           <= send_irq || receive_irq;
    quiet_q         <= send_quiet && receive_quiet;
    stream_rst_q    <= resetting_q;
    send_stop_q     <= send_stop || resetting_q;
    receive_stop_q  <= receive_stop || resetting_q;
    clear_q         <= ends_reset;
    if (rst_i || send_reset || receive_reset) begin
      resetting_q <= 1'b1;
      hold_q      <= 4'd0;
    end else if (ends_reset) begin
      resetting_q <= 1'b0;
    end else if (resetting_q && hold_q != 4'hf) begin
      hold_q <= hold_q + 4'd1;
    end
  end

  accel_dma_control #(.LengthWidth(LengthWidth)) u_send_control (
    .clk_i, .rst_i(resetting_q), .write_i(send_write_q), .offset_i(offset_q),
    .data_i(write_data_q),
    .data_o(send_register), .reset_o(send_reset), .irq_o(send_irq), .start_o(send_start),
    .address_o(send_address), .beats_o(send_beats), .stop_o(send_stop), .clear_o(send_clear),
    .quiet_i(send_quiet && send_stop_q), .done_i(send_done), .moved_i(send_beats),
    .internal_error_i(1'b0), .slave_error_i(send_slave_error), .decode_error_i(send_decode_error)
  );
  accel_dma_read #(.BeatsWidth(BeatsWidth)) u_read (
    .clk_i, .start_i(send_start), .address_i(send_address), .beats_i(send_beats),
    .stop_i(send_stop_q), .clear_i(send_clear || clear_q), .flush_i(resetting_q),
    .quiet_o(send_quiet), .slave_error_o(send_slave_error),
    .decode_error_o(send_decode_error), .arvalid_o, .arready_i, .araddr_o, .arlen_o, .rvalid_i,
    .rready_o, .rdata_i, .rresp_i, .valid_o(from_read_valid), .ready_i(from_read_ready),
    .data_o(from_read), .last_o(from_read_last)
  );
  accel_skid #(.Bits(65)) u_send (
    .clk_i, .rst_i(stream_rst_q), .in_valid_i(from_read_valid), .in_ready_o(from_read_ready),
    .in_data_i({from_read_last, from_read}), .out_valid_o(send_valid_o),
    .out_ready_i(send_ready_i), .out_data_o({send_last_o, send_data_o})
  );

  accel_dma_control #(.LengthWidth(LengthWidth)) u_receive_control (
    .clk_i, .rst_i(resetting_q), .write_i(receive_write_q), .offset_i(offset_q),
    .data_i(write_data_q),
    .data_o(receive_register), .reset_o(receive_reset), .irq_o(receive_irq),
    .start_o(receive_start), .address_o(receive_address), .beats_o(receive_beats),
    .stop_o(receive_stop), .clear_o(receive_clear), .quiet_i(receive_quiet && receive_stop_q),
    .done_i(receive_done), .moved_i(received), .internal_error_i(receive_long),
    .slave_error_i(receive_slave_error), .decode_error_i(receive_decode_error)
  );
  accel_dma_write #(.BeatsWidth(BeatsWidth)) u_write (
    .clk_i, .start_i(receive_start), .address_i(receive_address), .beats_i(receive_beats),
    .stop_i(receive_stop_q), .clear_i(receive_clear || clear_q),
    .quiet_o(receive_quiet), .done_o(receive_done), .received_o(received),
    .slave_error_o(receive_slave_error), .decode_error_o(receive_decode_error),
    .long_error_o(receive_long), .awvalid_o, .awready_i, .awaddr_o, .awlen_o, .wvalid_o, .wready_i,
    .wdata_o, .wlast_o, .bvalid_i, .bready_o, .bresp_i, .valid_i(to_write_valid),
    .ready_o(to_write_ready), .data_i(to_write), .last_i(to_write_last)
  );
  accel_skid #(.Bits(65)) u_receive (
    .clk_i, .rst_i(stream_rst_q), .in_valid_i(receive_valid_i), .in_ready_o(receive_ready_o),
    .in_data_i({receive_last_i, receive_data_i}), .out_valid_o(to_write_valid),
    .out_ready_i(to_write_ready), .out_data_o({to_write_last, to_write})
  );
endmodule
