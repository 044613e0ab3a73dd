// SPDX-License-Identifier: BSD-3-Clause
`include "accel_regs.svh"

/// Registers of one channel of the DMA, as AXI DMA 7.1 has them in direct mode (PG021).
///
/// A LENGTH of 0, or an address or LENGTH that is not a multiple of 8, is an internal error. After an
/// error only a reset helps. RS = 0 drops the transfer; the channel halts when the bus is quiet.
module accel_dma_control #(
  /// Bits of LENGTH, 8 to 26.
  parameter int unsigned LengthWidth = 26,
  localparam int unsigned BeatsWidth = LengthWidth - 3
) (
  input  logic                  clk_i,
  /// High while the whole engine is reset.
  input  logic                  rst_i,
  /// A write to the register at this offset of the channel, for one cycle.
  input  logic                  write_i,
  input  logic [5:0]            offset_i,
  input  logic [31:0]           data_i,
  /// What the register at the offset holds. Combinational.
  output logic [31:0]           data_o,
  /// DMACR.Reset is written, for one cycle.
  output logic                  reset_o,
  output logic                  irq_o,
  /// A transfer: `start_o` for one cycle, address and length in beats of 8 bytes.
  output logic                  start_o,
  output logic [28:0]           address_o,
  output logic [BeatsWidth-1:0] beats_o,
  /// Stop; then, when it is quiet, forget the transfer.
  output logic                  stop_o,
  output logic                  clear_o,
  input  logic                  quiet_i,
  input  logic                  done_i,
  /// Beats moved, when done.
  input  logic [BeatsWidth-1:0] moved_i,
  /// Errors, which hold until `clear_o`.
  input  logic                  internal_error_i,
  input  logic                  slave_error_i,
  input  logic                  decode_error_i
);
  logic                   run_q, halted_q, idle_q, active_q, stopping_q, stop_q, quiet_q;
  // A transfer on its way: asked for, judged, and begun.
  logic                   start_q, judged_q, unsound_q, sound_q, done_q;
  logic [2:0]             enable_q, interrupt_q, error_q;
  logic [15:0]            coalesce_q;
  logic [31:0]            address_q;
  logic [LengthWidth-1:0] length_q;
  logic                   writes_control, writes_status, writes_length, fault, halts, unsound;

  assign writes_control = write_i && offset_i == 6'(`ACCEL_DMA_DMACR);
  assign writes_status  = write_i && offset_i == 6'(`ACCEL_DMA_DMASR);
  assign writes_length  = write_i && offset_i == 6'(`ACCEL_DMA_LENGTH) &&
                          !halted_q && !stopping_q && !active_q;

  assign reset_o   = writes_control && data_i[`ACCEL_DMA_DMACR_RESET_BIT];
  assign unsound   = length_q == '0 || length_q[2:0] != 3'd0 || address_q[2:0] != 3'd0;
  assign start_o   = sound_q;
  assign address_o = address_q[31:3];
  assign beats_o   = length_q[LengthWidth-1:3];
  assign fault     = internal_error_i || slave_error_i || decode_error_i;
  assign stop_o    = stop_q;
  // While it stops, what is quiet stays so.
  assign halts     = stop_q && quiet_q && !halted_q;
  assign clear_o   = halts;
  assign irq_o     = (interrupt_q & enable_q) != 3'd0;

  always_comb begin
    unique case ({10'd0, offset_i})
      `ACCEL_DMA_DMACR:
        data_o = {coalesce_q, 1'b0, enable_q, 9'd0, rst_i, 1'b1, run_q};
      `ACCEL_DMA_DMASR:
        data_o = {17'd0, interrupt_q, 5'd0, error_q, 2'd0, idle_q, halted_q};
      `ACCEL_DMA_ADDR:   data_o = address_q;
      `ACCEL_DMA_LENGTH: data_o = {{32 - LengthWidth{1'b0}}, length_q};
      default:                        data_o = 32'd0;
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      run_q       <= 1'b0;
      halted_q    <= 1'b1;
      idle_q      <= 1'b0;
      active_q    <= 1'b0;
      stopping_q  <= 1'b0;
      stop_q      <= 1'b0;
      quiet_q     <= 1'b0;
      start_q     <= 1'b0;
      judged_q    <= 1'b0;
      sound_q     <= 1'b0;
      done_q      <= 1'b0;
      enable_q    <= 3'd0;
      interrupt_q <= 3'd0;
      error_q     <= 3'd0;
      coalesce_q  <= 16'h0001;
      address_q   <= 32'd0;
      length_q    <= '0;
    end else begin
      start_q   <= 1'b0;
      judged_q  <= start_q;
      unsound_q <= unsound;
      sound_q   <= judged_q && !unsound_q;
      done_q    <= done_i;
      stop_q    <= stopping_q || fault;
      quiet_q   <= stop_q && quiet_i;
      if (writes_status) interrupt_q <= interrupt_q & ~data_i[14:12];
      if (write_i && offset_i == 6'(`ACCEL_DMA_ADDR)) address_q <= data_i;
      if (writes_control) begin
        enable_q <= data_i[14:12];
        // A threshold of 0 changes nothing.
        coalesce_q[15:8] <= data_i[31:24];
        if (data_i[23:16] != 8'd0) coalesce_q[7:0] <= data_i[23:16];
        run_q <= data_i[`ACCEL_DMA_DMACR_RS_BIT] && error_q == 3'd0 && !fault;
        if (!data_i[`ACCEL_DMA_DMACR_RS_BIT] && !halted_q) stopping_q <= 1'b1;
      end
      if (run_q && halted_q && error_q == 3'd0) halted_q <= 1'b0;
      if (writes_length) begin
        length_q <= data_i[LengthWidth-1:0];
        idle_q   <= 1'b0;
        active_q <= 1'b1;
        start_q  <= 1'b1;
      end
      if (done_q && active_q) begin
        active_q       <= 1'b0;
        idle_q         <= 1'b1;
        interrupt_q[0] <= 1'b1;
        length_q       <= {moved_i, 3'b000};
      end
      if (halts) begin
        halted_q   <= 1'b1;
        idle_q     <= 1'b0;
        active_q   <= 1'b0;
        stopping_q <= 1'b0;
        if (fault) begin
          run_q          <= 1'b0;
          error_q        <= {decode_error_i, slave_error_i, internal_error_i};
          interrupt_q[2] <= 1'b1;
        end
      end
      if (judged_q && unsound_q) begin
        run_q          <= 1'b0;
        halted_q       <= 1'b1;
        active_q       <= 1'b0;
        error_q        <= 3'b001;
        interrupt_q[2] <= 1'b1;
      end
    end
  end

  if (LengthWidth < 8 || LengthWidth > 26) begin : gen_length_illegal
    $error("%m: LengthWidth is %0d, not 8 to 26", LengthWidth);
  end
endmodule
