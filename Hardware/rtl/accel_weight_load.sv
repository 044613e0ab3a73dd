// SPDX-License-Identifier: BSD-3-Clause

/// Says which memory word of an array each word of a load is for: for chain, for group, for
/// address. Latency 1 cycle, one word a cycle.
module accel_weight_load #(
  parameter int Chains = 2,
  /// Memories of a chain.
  parameter int Groups = 1,
  /// Words of a memory.
  parameter int Depth = 16,
  localparam int AddressWidth = Depth > 1 ? $clog2(Depth) : 1
) (
  input  logic                    clk_i,
  input  logic                    rst_i,
  /// High for one cycle before a load.
  input  logic                    start_i,
  input  logic                    valid_i,
  input  logic [            31:0] data_i,
  /// All words came.
  output logic                    done_o,
  output logic                    valid_o,
  output logic [             5:0] chain_o,
  output logic [             2:0] group_o,
  output logic [AddressWidth-1:0] address_o,
  output logic [            31:0] data_o
);
  logic done_q, take;
  logic [5:0] chain_q;
  logic [2:0] group_q;
  logic [AddressWidth-1:0] address_q;
  (* keep *) logic valid_q;
  (* keep *) logic [5:0] chain_out_q;
  (* keep *) logic [2:0] group_out_q;
  (* keep *) logic [AddressWidth-1:0] address_out_q;
  (* keep *) logic [31:0] data_q;
  logic last_address, last_group, last_chain;

  assign take = valid_i && !done_q;
  assign last_address = address_q == AddressWidth'(Depth - 1);
  assign last_group = group_q == 3'(Groups - 1);
  assign last_chain = chain_q == 6'(Chains - 1);

  // Nothing shall be written over the initial contents before a reset.
  initial valid_q = 1'b0;
  always_ff @(posedge clk_i) begin
    valid_q <= take && !rst_i;
    chain_out_q <= chain_q;
    group_out_q <= group_q;
    address_out_q <= address_q;
    data_q <= data_i;
    if (rst_i || start_i) begin
      address_q <= '0;
      group_q <= '0;
      chain_q <= '0;
      done_q <= rst_i;
    end else if (take) begin
      address_q <= last_address ? '0 : address_q + 1'b1;
      if (last_address) group_q <= last_group ? '0 : group_q + 1'b1;
      if (last_address && last_group) chain_q <= chain_q + 1'b1;
      if (last_address && last_group && last_chain) done_q <= 1'b1;
    end
  end

  assign done_o = done_q;
  assign valid_o = valid_q;
  assign chain_o = chain_out_q;
  assign group_o = group_out_q;
  assign address_o = address_out_q;
  assign data_o = data_q;
endmodule
