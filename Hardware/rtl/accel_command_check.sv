// SPDX-License-Identifier: BSD-3-Clause
`include "accel_regs.svh"

/// What is wrong with a packet's header: a code of STATUS.ERROR, three cycles after the header.
module accel_command_check #(
  /// Layers, 1 to 255.
  parameter int unsigned Layers = 1,
  /// For each layer KIND, ARRAY, DEPTH, WORDS and READS, the first layer in the lowest bits.
  parameter logic [160*Layers-1:0] Table = '0
) (
  input  logic        clk_i,
  input  logic [63:0] header_i,
  /// The packet ends with its header.
  input  logic        last_i,
  output logic [7:0]  error_o
);
  logic [31:0] words, reads, words_q, count;
  logic        infers, loads, reads_back;

  assign infers     = header_i[7:0] == `ACCEL_PACKET_OPCODE_INFER;
  assign loads      = header_i[7:0] == `ACCEL_PACKET_OPCODE_LOAD;
  assign reads_back = header_i[7:0] == `ACCEL_PACKET_OPCODE_READ;
  assign count      = header_i[63:32];

  always_comb begin
    words = 32'd0;
    reads = 32'd0;
    for (int unsigned i = 0; i < Layers; i++) begin
      if (header_i[15:8] == 8'(i)) begin
        words = Table[160*i + 96 +: 32];
        reads = Table[160*i + 128 +: 32];
      end
    end
  end

  logic [7:0] error, error_q;
  assign error_o = error_q;
  always_ff @(posedge clk_i) begin
    words_q <= loads ? words : reads;
    error_q <= error;
  end

  always_comb begin
    error = `ACCEL_CORE_STATUS_ERROR_NONE;
    if (header_i[31:16] != `ACCEL_PACKET_MARK_GOOD)
      error = `ACCEL_CORE_STATUS_ERROR_MAGIC;
    else if (!infers && !loads && !reads_back)
      error = `ACCEL_CORE_STATUS_ERROR_OPCODE;
    else if (!infers && words_q == 32'd0)
      error = `ACCEL_CORE_STATUS_ERROR_LAYER;
    else if (infers ? count == 32'd0 : count != words_q)
      error = `ACCEL_CORE_STATUS_ERROR_COUNT;
    else if (!reads_back && last_i)
      error = `ACCEL_CORE_STATUS_ERROR_SHORT;
    else if (reads_back && !last_i)
      error = `ACCEL_CORE_STATUS_ERROR_LONG;
  end
endmodule
