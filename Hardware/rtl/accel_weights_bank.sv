// SPDX-License-Identifier: BSD-3-Clause

/// A memory of up to 1024 words of 32 bits and the register behind it. Latency: 2 cycles.
module accel_weights_bank #(
  /// 1 to 1024.
  parameter int Words = 16,
  /// Initial contents for $readmemh; "" for zeros.
  parameter File = "",
  /// 1 for lookup tables instead of a block memory.
  parameter bit Distributed = 0,
  /// Bits of addresses.
  parameter int AddressWidth = 4
) (
  input  logic                    clk_i,
  input  logic                    write_i,
  input  logic [AddressWidth-1:0] write_address_i,
  input  logic [            31:0] write_data_i,
  input  logic [AddressWidth-1:0] read_address_i,
  /// One cycle after an address: high if the data it gives shall be zero.
  input  logic                    skip_i,
  output logic [            31:0] data_o
);
  logic [31:0] read_q, data_q;
  if (Distributed) begin : gen_tables
    (* ram_style = "distributed", no_rw_check *)
    logic [31:0] words[Words];
    always_ff @(posedge clk_i) begin
      if (write_i) words[write_address_i] <= write_data_i;
      read_q <= words[read_address_i];
    end
`ifndef SYNTHESIS
    initial for (int word = 0; word < Words; word++) words[word] = '0;
`endif
    if (File != "") begin : gen_file
      initial $readmemh(File, words);
    end
  end else begin : gen_block
    (* ram_style = "block", no_rw_check *)
    logic [31:0] words[Words];
    always_ff @(posedge clk_i) begin
      if (write_i) words[write_address_i] <= write_data_i;
      read_q <= words[read_address_i];
    end
`ifndef SYNTHESIS
    initial for (int word = 0; word < Words; word++) words[word] = '0;
`endif
    if (File != "") begin : gen_file
      initial $readmemh(File, words);
    end
  end

  always_ff @(posedge clk_i) begin
    if (skip_i) data_q <= '0;
    else data_q <= read_q;
  end
  assign data_o = data_q;
endmodule
