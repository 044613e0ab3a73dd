// SPDX-License-Identifier: BSD-3-Clause

/// A first-in first-out memory.
///
/// One beat a cycle. Latency 2 cycles, or 3 where it lies in block RAM, which it does beyond 64 beats
/// and 4096 bits if nothing else is said. Holds `Depth` beats, and one or two more in the registers behind the memory.
/// `in_ready_o`, `out_valid_o` and `out_data_o` come from registers.
module accel_fifo #(
  /// Bits of a beat.
  parameter int Bits = 8,
  /// Beats, 2 or more.
  parameter int Depth = 16,
  /// 1: in block RAM.
  parameter int Block = (Depth > 64 && Depth * Bits > 4096) ? 1 : 0
) (
  input  logic            clk_i,
  /// Empties it; synchronous.
  input  logic            rst_i,
  input  logic            in_valid_i,
  output logic            in_ready_o,
  input  logic [Bits-1:0] in_data_i,
  output logic            out_valid_o,
  input  logic            out_ready_i,
  output logic [Bits-1:0] out_data_o
);
  localparam int AddressBits = $clog2(Depth);
  localparam logic [AddressBits-1:0] Last = AddressBits'(Depth - 1);

  if (Depth < 2) begin : gen_bad_depth
    $error("accel_fifo: Depth must be 2 or more");
  end

  logic [AddressBits-1:0] write_q, read_q;
  /// Beats in the memory, modulo 2^AddressBits.
  logic [AddressBits-1:0] count_q;
  logic full_q, some_q;
  logic push, pop;

  logic [Bits-1:0] out_q;
  logic out_valid_q, out_move;

  assign in_ready_o = !full_q;
  assign push = in_valid_i && !full_q;
  assign out_valid_o = out_valid_q;
  assign out_data_o = out_q;
  assign out_move = out_ready_i || !out_valid_q;

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      write_q <= '0;
      read_q <= '0;
      count_q <= '0;
      full_q <= 1'b0;
      some_q <= 1'b0;
    end else begin
      if (push) write_q <= write_q == Last ? '0 : write_q + 1'b1;
      if (pop) read_q <= read_q == Last ? '0 : read_q + 1'b1;
      if (push && !pop) begin
        count_q <= count_q + 1'b1;
        full_q <= count_q == Last;
        some_q <= 1'b1;
      end else if (pop && !push) begin
        count_q <= count_q - 1'b1;
        full_q <= 1'b0;
        some_q <= count_q != AddressBits'(1);
      end
    end
  end

  // A place is never read in the cycle in which it is written.
  if (Block == 1) begin : gen_block
    (* ram_style = "block", no_rw_check *)
    logic [Bits-1:0] memory[Depth];
    logic [Bits-1:0] fetched_q;
    logic fetched_valid_q;

    assign pop = some_q && (out_move || !fetched_valid_q);

    always_ff @(posedge clk_i) begin
      if (push) memory[write_q] <= in_data_i;
    end
    always_ff @(posedge clk_i) begin
      if (pop) fetched_q <= memory[read_q];
    end

    always_ff @(posedge clk_i) begin
      if (rst_i) begin
        fetched_valid_q <= 1'b0;
        out_valid_q <= 1'b0;
      end else begin
        if (out_move || !fetched_valid_q) fetched_valid_q <= some_q;
        if (out_move) out_valid_q <= fetched_valid_q;
      end
    end
    always_ff @(posedge clk_i) begin
      if (out_move) out_q <= fetched_q;
    end
  end else begin : gen_distributed
    (* ram_style = "distributed", no_rw_check *)
    logic [Bits-1:0] memory[Depth];

    assign pop = some_q && out_move;

    always_ff @(posedge clk_i) begin
      if (push) memory[write_q] <= in_data_i;
    end
    always_ff @(posedge clk_i) begin
      if (pop) out_q <= memory[read_q];
    end

    always_ff @(posedge clk_i) begin
      if (rst_i) out_valid_q <= 1'b0;
      else if (out_move) out_valid_q <= some_q;
    end
  end

`ifdef FORMAL
`include "formal/accel_fifo.svh"
`endif
endmodule
