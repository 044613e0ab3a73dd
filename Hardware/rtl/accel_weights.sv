// SPDX-License-Identifier: BSD-3-Clause

/// A memory of 32-bit weight words: one write and one read a cycle.
///
/// Block memories have one register right behind each; memories deeper than 1024 words are banks of
/// 1024. Addresses go from bank to bank, a cycle each, and so do the words: each bank adds what it has
/// to say. Latency from `read_address_i` to `data_o`: a cycle for each bank, and one more. A word that
/// is read in the cycle of its being written, or in the next one, may be the old or the new one.
module accel_weights #(
  /// Words, 1 to 16384.
  parameter int Depth = 16,
  /// Prefix of the names of files with initial contents, for $readmemh: `<File><bank>`, the bank
  /// in two digits; "" for zeros.
  parameter File = "",
  /// 1 for lookup tables instead of block memories; then `Depth` is at most 1024.
  parameter bit Distributed = 0,
  localparam int AddressWidth = Depth > 1 ? $clog2(Depth) : 1
) (
  input  logic                    clk_i,
  input  logic                    write_i,
  input  logic [AddressWidth-1:0] write_address_i,
  input  logic [            31:0] write_data_i,
  input  logic [AddressWidth-1:0] read_address_i,
  output logic [            31:0] data_o
);
  localparam int Banks = (Depth + 1023) / 1024;
  localparam int BankBits = Depth > 1024 ? 10 : AddressWidth;

  if (Depth < 1 || Depth > 16384 || (Distributed && Depth > 1024)) begin : gen_illegal
    $error("accel_weights: Depth must be 1 to 16384, and at most 1024 in lookup tables");
  end

  localparam int BankWidth = AddressWidth - BankBits;

  logic [Banks:0][AddressWidth-1:0] read_addresses;
  logic [Banks:0][AddressWidth+32:0] writes;
  logic [Banks:0][31:0] words;
  assign read_addresses[0] = read_address_i;
  assign writes[0] = {write_i, write_address_i, write_data_i};
  assign words[0] = '0;
  assign data_o = words[Banks];

  if (Banks == 1) begin : gen_one
    accel_weights_bank #(
      .Words(Depth),
      .File(File == "" ? "" : {File, "00"}),
      .Distributed(Distributed),
      .AddressWidth(AddressWidth)
    ) u_memory (
      .clk_i,
      .write_i,
      .write_address_i,
      .write_data_i,
      .read_address_i,
      .skip_i(1'b0),
      .join_i(words[0]),
      .data_o(words[1])
    );
    assign read_addresses[1] = read_addresses[0];
    assign writes[1] = writes[0];
  end else begin : gen_many
    for (genvar bank = 0; bank < Banks; bank++) begin : gen_bank
      localparam int Words = bank == Banks - 1 ? Depth - 1024 * bank : 1024;
      // Hops. Equal registers of neighbours shall not be merged: that would make long wires of them.
      (* keep *) logic [AddressWidth+32:0] write_q;
      (* keep *) logic [AddressWidth-1:0] read_address_q;
      (* keep *) logic mine_q, skip_q;
      // Nothing shall be written over the initial contents before a reset.
      initial begin
        write_q[AddressWidth+32] = 1'b0;
        mine_q = 1'b0;
      end
      always_ff @(posedge clk_i) begin
        write_q <= writes[bank];
        mine_q <= writes[bank][AddressWidth+32] &&
            writes[bank][BankBits+32+:BankWidth] == BankWidth'(bank);
        read_address_q <= read_addresses[bank];
        skip_q <= read_addresses[bank][BankBits+:BankWidth] != BankWidth'(bank);
      end
      assign writes[bank+1] = write_q;
      assign read_addresses[bank+1] = read_address_q;

      accel_weights_bank #(
        .Words(Words),
        .File(File == "" ? "" : {File, 8'(48 + bank / 10), 8'(48 + bank % 10)}),
        .Distributed(Distributed),
        .AddressWidth(BankBits)
      ) u_memory (
        .clk_i,
        .write_i(mine_q),
        .write_address_i(write_q[32+:BankBits]),
        .write_data_i(write_q[31:0]),
        .read_address_i(read_addresses[bank][BankBits-1:0]),
        .skip_i(skip_q),
        .join_i(words[bank]),
        .data_o(words[bank+1])
      );
    end
  end

  logic unused;
  assign unused = &{1'b0, read_addresses[Banks], writes[Banks]};
endmodule
