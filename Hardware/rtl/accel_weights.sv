// SPDX-License-Identifier: BSD-3-Clause

/// A memory of 32-bit weight words: one write and one read a cycle.
///
/// Block memories have one register right behind each; memories deeper than 1024 words are banks of
/// 1024, of which all but the one that is read give zeros, so that one OR joins them; a word that is
/// written to banks gets there one cycle later. Latency from `read_address_i` to `data_o`: 2 cycles,
/// or 3 where `Depth` is above 1024.
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

  // The decoder of the banks takes a cycle of its own.
  logic [AddressWidth-1:0] write_address;
  logic [31:0] write_data;
  logic [Banks-1:0] writes;
  if (Banks == 1) begin : gen_whole
    assign write_address = write_address_i;
    assign write_data = write_data_i;
    assign writes = write_i;
  end else begin : gen_decoded
    logic [AddressWidth-1:0] address_q;
    logic [31:0] data_q;
    logic [Banks-1:0] writes_q;
    // Nothing shall be written over the initial contents before a reset.
    initial writes_q = '0;
    always_ff @(posedge clk_i) begin
      address_q <= write_address_i;
      data_q <= write_data_i;
      for (int bank = 0; bank < Banks; bank++) begin
        writes_q[bank] <= write_i && 32'(write_address_i[AddressWidth-1:BankBits]) == bank;
      end
    end
    assign write_address = address_q;
    assign write_data = data_q;
    assign writes = writes_q;
  end

  for (genvar bank = 0; bank < Banks; bank++) begin : gen_bank
    localparam int Words = bank == Banks - 1 ? Depth - 1024 * bank : 1024;
    logic skip;
    if (Banks == 1) begin : gen_one
      assign skip = 1'b0;
    end else begin : gen_many
      logic skip_q;
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
      .write_i(writes[bank]),
      .write_address_i(write_address[BankBits-1:0]),
      .write_data_i(write_data),
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
