// SPDX-License-Identifier: BSD-3-Clause

/// A FIFO in one block RAM. A beat comes out three cycles after it went in at the earliest, one beat a
/// cycle. Whoever writes knows by `count_o` that there is room.
module accel_dma_fifo #(
  /// Bits of a beat; up to 72 fit one RAMB36.
  parameter int unsigned Width = 65,
  /// Beats, a power of two; one RAMB36 has 512.
  parameter int unsigned Depth = 512,
  localparam int unsigned Bits = $clog2(Depth)
) (
  input  logic             clk_i,
  input  logic             rst_i,
  input  logic             push_i,
  input  logic [Width-1:0] data_i,
  output logic             valid_o,
  input  logic             ready_i,
  output logic [Width-1:0] data_o,
  /// Beats inside.
  output logic [Bits:0]    count_o
);
  (* ram_style = "block" *) logic [Width-1:0] memory [Depth];

  logic [Bits:0]    write_q, read_q, count_q;
  // Beats in the memory; whether there are any.
  logic [Bits:0]    stored_q;
  logic             some_q;
  logic             fetched_q, valid_q;
  logic [Width-1:0] fetched_data_q, data_q;
  logic             move, fetch;

  assign move    = !valid_q || ready_i;
  assign fetch   = (!fetched_q || move) && some_q;
  assign valid_o = valid_q;
  assign data_o  = data_q;
  assign count_o = count_q;

  always_ff @(posedge clk_i) begin
    if (push_i) memory[write_q[Bits-1:0]] <= data_i;
    if (!fetched_q || move) fetched_data_q <= memory[read_q[Bits-1:0]];
    if (move) data_q <= fetched_data_q;
  end

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      write_q   <= '0;
      read_q    <= '0;
      stored_q  <= '0;
      some_q    <= 1'b0;
      count_q   <= '0;
      fetched_q <= 1'b0;
      valid_q   <= 1'b0;
    end else begin
      write_q <= write_q + {{Bits{1'b0}}, push_i};
      read_q  <= read_q + {{Bits{1'b0}}, fetch};
      if (push_i && !fetch) begin
        stored_q <= stored_q + 1'b1;
        some_q   <= 1'b1;
      end else if (fetch && !push_i) begin
        stored_q <= stored_q - 1'b1;
        some_q   <= stored_q != (Bits + 1)'(1);
      end
      count_q <= count_q + {{Bits{1'b0}}, push_i} - {{Bits{1'b0}}, valid_q && ready_i};
      if (!fetched_q || move) fetched_q <= fetch;
      if (move) valid_q <= fetched_q;
    end
  end

  if (Depth < 2 || (Depth & (Depth - 1)) != 0) begin : gen_depth_illegal
    $error("%m: Depth is %0d, not a power of two", Depth);
  end

`ifdef FORMAL
`include "formal/accel_dma_fifo.svh"
`endif
endmodule
