// SPDX-License-Identifier: BSD-3-Clause

/// A memory of 32-bit weight words: one write and one read a cycle.
///
/// Block memories have one register right behind each; memories deeper than 1024 words are banks of
/// 1024, of which all but the one that is read give zeros, so that one OR joins them. Latency from
/// `read_address_i` to `data_o`: 2 cycles, or 3 where `Depth` is above 1024.
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

  logic [31:0] banks[Banks];

  for (genvar bank = 0; bank < Banks; bank++) begin : gen_bank
    localparam int Words = bank == Banks - 1 ? Depth - 1024 * bank : 1024;
    logic write, skip;
    if (Banks == 1) begin : gen_one
      assign write = write_i;
      assign skip = 1'b0;
    end else begin : gen_many
      logic skip_q;
      assign write = write_i && 32'(write_address_i[AddressWidth-1:BankBits]) == bank;
      always_ff @(posedge clk_i) begin
        skip_q <= 32'(read_address_i[AddressWidth-1:BankBits]) != bank;
      end
      assign skip = skip_q;
    end
    accel_weights_bank #(
      .Words(Words),
      .File(File == "" ? "" : {File, 8'(48 + bank / 10), 8'(48 + bank % 10)}),
      .Distributed(Distributed),
      .AddressWidth(BankBits)
    ) u_memory (
      .clk_i,
      .write_i(write),
      .write_address_i(write_address_i[BankBits-1:0]),
      .write_data_i,
      .read_address_i(read_address_i[BankBits-1:0]),
      .skip_i(skip),
      .data_o(banks[bank])
    );
  end

  if (Banks == 1) begin : gen_direct
    assign data_o = banks[0];
  end else begin : gen_join
    logic [31:0] joined, data_q;
    always_comb begin
      joined = '0;
      for (int bank = 0; bank < Banks; bank++) joined |= banks[bank];
    end
    always_ff @(posedge clk_i) data_q <= joined;
    assign data_o = data_q;
  end
endmodule
