// SPDX-License-Identifier: BSD-3-Clause

/// What RAMB18E1 and RAMB36E1 have in common: two ports on one memory of bits, and one of parities.
/// A width is 1, 2, 4, 9, 18, 36 or 72; 0 for a side of a port that is not used. Both ports have one
/// clock; resets of the outputs are not modelled.
module block_ram #(
  /// Of bits: 14 or 15.
  parameter int AddressBits = 14,
  parameter [2**AddressBits-1:0] Contents = 0,
  parameter [2**AddressBits/8-1:0] Parities = 0,
  parameter int ReadA = 0, WriteA = 0, ReadB = 0, WriteB = 0,
  parameter ModeA = "WRITE_FIRST",
  parameter ModeB = "WRITE_FIRST",
  localparam int Wide = AddressBits == 14 ? 32 : 64
) (
  input                        clk_i,
  input                        reset_i,
  input                        enable_a_i,
  input      [AddressBits-1:0] address_a_i,
  input      [           63:0] data_a_i,
  input      [            7:0] parity_a_i,
  input      [            7:0] write_a_i,
  output reg [       Wide-1:0] data_a_o,
  output reg [     Wide/8-1:0] parity_a_o,
  input                        enable_b_i,
  input      [AddressBits-1:0] address_b_i,
  input      [           63:0] data_b_i,
  input      [            7:0] parity_b_i,
  input      [            7:0] write_b_i,
  output reg [       Wide-1:0] data_b_o,
  output reg [     Wide/8-1:0] parity_b_o
);
  reg [7:0] bytes[2**AddressBits/8];
  reg parities[2**AddressBits/8];

  function automatic int data_bits(input int width);
    return width >= 9 ? width / 9 * 8 : width;
  endfunction

  function automatic logic [Wide-1:0] read_data(input int width,
      input logic [AddressBits-1:0] address);
    int first = int'(address) & ~(data_bits(width) - 1);
    read_data = 0;
    for (int bit_ = 0; bit_ < data_bits(width); bit_++) begin
      read_data[bit_] = bytes[(first+bit_)/8][(first+bit_)%8];
    end
  endfunction

  function automatic logic [Wide/8-1:0] read_parity(input int width,
      input logic [AddressBits-1:0] address);
    int first = (int'(address) & ~(data_bits(width) - 1)) / 8;
    read_parity = 0;
    for (int byte_ = 0; byte_ < width / 9; byte_++) read_parity[byte_] = parities[first+byte_];
  endfunction

  task automatic write(input int width, input logic [AddressBits-1:0] address,
      input logic [63:0] data, input logic [7:0] parity, input logic [7:0] enables);
    int first = int'(address) & ~(data_bits(width) - 1);
    for (int bit_ = 0; bit_ < data_bits(width); bit_++) begin
      if (enables[bit_/8]) bytes[(first+bit_)/8][(first+bit_)%8] = data[bit_];
    end
    for (int byte_ = 0; byte_ < width / 9; byte_++) begin
      if (enables[byte_]) parities[first/8+byte_] = parity[byte_];
    end
  endtask

  initial begin
    for (int place = 0; place < 2 ** AddressBits / 8; place++) begin
      bytes[place] = Contents[8*place+:8];
      parities[place] = Parities[place];
    end
    if ((ReadA != 0 && WriteA != 0 && ModeA == "WRITE_FIRST")
        || (ReadB != 0 && WriteB != 0 && ModeB == "WRITE_FIRST")) begin
      $fatal(1, "block_ram: a port that reads what it writes is not modelled");
    end
    data_a_o = 0;
    data_b_o = 0;
    parity_a_o = 0;
    parity_b_o = 0;
  end

  // Both ports read before either writes.
  wire writes_a = enable_a_i && WriteA != 0 && write_a_i != 0;
  wire writes_b = enable_b_i && WriteB != 0 && write_b_i != 0;
  always @(posedge clk_i) begin
    if (reset_i) $fatal(1, "block_ram: resets are not modelled");
    if (enable_a_i && ReadA != 0 && !(writes_a && ModeA == "NO_CHANGE")) begin
      data_a_o <= read_data(ReadA, address_a_i);
      parity_a_o <= read_parity(ReadA, address_a_i);
    end
    if (enable_b_i && ReadB != 0 && !(writes_b && ModeB == "NO_CHANGE")) begin
      data_b_o <= read_data(ReadB, address_b_i);
      parity_b_o <= read_parity(ReadB, address_b_i);
    end
    if (writes_a) write(WriteA, address_a_i, data_a_i, parity_a_i, write_a_i);
    if (writes_b) write(WriteB, address_b_i, data_b_i, parity_b_i, write_b_i);
  end
endmodule
