// SPDX-License-Identifier: BSD-3-Clause

/// Writes bursts whose beats it has already. At most 15 await their answers.
module accel_dma_writer (
  input  logic        clk_i,
  /// Forget beats and errors; only while quiet.
  input  logic        clear_i,
  output logic        quiet_o,
  /// Sticky until `clear_i`.
  output logic        slave_error_o,
  output logic        decode_error_o,
  /// Beats; up to 64 may wait.
  input  logic        push_i,
  input  logic [63:0] data_i,
  /// A burst of 1 to 16 beats whose last beat was pushed before; taken where both are high.
  input  logic        burst_valid_i,
  output logic        burst_ready_o,
  input  logic [28:0] burst_address_i,
  input  logic [4:0]  burst_beats_i,
  /// AXI3 master, writing; each pin has its register.
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
  input  logic [1:0]  bresp_i
);
  logic        aw_ready, w_ready, w_valid, begins;
  logic [63:0] w_data;
  logic [28:0] awaddr;
  logic [4:0]  left_q;
  logic [3:0]  answers_q;
  logic [6:0]  count;
  logic        slave_error_q;
  logic        decode_error_q;

  (* keep *) logic       answer_q;
  (* keep *) logic [1:0] resp_q;

  assign begins        = left_q == 5'd0 && answers_q != 4'hf && burst_valid_i;
  assign burst_ready_o = begins && aw_ready;
  assign awaddr_o      = {awaddr, 3'b000};
  assign bready_o      = 1'b1;
  assign quiet_o       = left_q == 5'd0 && answers_q == 4'd0;

  logic unused;
  assign unused = &{1'b0, count};

  assign slave_error_o  = slave_error_q;
  assign decode_error_o = decode_error_q;

  accel_pin_give #(.Width(33)) u_aw (
    .clk_i, .valid_i(begins), .ready_o(aw_ready),
    .data_i({burst_address_i, burst_beats_i[3:0] - 4'd1}),
    .pin_valid_o(awvalid_o), .pin_ready_i(awready_i), .pin_data_o({awaddr, awlen_o})
  );
  accel_pin_give #(.Width(65)) u_w (
    .clk_i, .valid_i(left_q != 5'd0 && w_valid), .ready_o(w_ready),
    .data_i({left_q == 5'd1, w_data}),
    .pin_valid_o(wvalid_o), .pin_ready_i(wready_i), .pin_data_o({wlast_o, wdata_o})
  );
  accel_dma_fifo #(.Width(64), .Depth(64)) u_fifo (
    .clk_i, .rst_i(clear_i), .push_i, .data_i,
    .valid_o(w_valid), .ready_i(left_q != 5'd0 && w_ready), .data_o(w_data), .count_o(count)
  );

  // As the chip is configured.
  initial begin
    left_q = 5'd0;
    answers_q = 4'd0;
    slave_error_q = 1'b0;
    decode_error_q = 1'b0;
    answer_q = 1'b0;
  end

  always_ff @(posedge clk_i) begin
    answer_q <= bvalid_i;
    resp_q   <= bresp_i;
  end

  always_ff @(posedge clk_i) begin
    if (burst_ready_o) left_q <= burst_beats_i;
    else if (left_q != 5'd0 && w_valid && w_ready) left_q <= left_q - 5'd1;
    answers_q <= answers_q + {3'd0, burst_ready_o} - {3'd0, answer_q};
    if (answer_q) begin
      slave_error_q  <= slave_error_q || resp_q == 2'b10;
      decode_error_q <= decode_error_q || resp_q == 2'b11;
    end
    if (clear_i) begin
      slave_error_q  <= 1'b0;
      decode_error_q <= 1'b0;
    end
  end

`ifdef FORMAL
`include "formal/accel_dma_writer.svh"
`endif
endmodule
