// SPDX-License-Identifier: BSD-3-Clause

/// A stand-in for a generated network, to try the shell with: images of 20 elements of 8 bits, results
/// of 5 elements of 16 bits. Result `i` is the sum of elements `4 * i` to `4 * i + 3` and word
/// `i` of layer 1's memory, which has 7 words. Layer 0 has no memory.
module accel_network #(
  localparam int unsigned Words = 7
) (
  input  logic        clk_i,
  input  logic        rst_i,
  input  logic        in_valid_i,
  output logic        in_ready_o,
  input  logic [15:0] in_data_i,
  output logic        out_valid_o,
  input  logic        out_ready_i,
  output logic [15:0] out_data_o,
  input  logic        load_start_i,
  input  logic [7:0]  load_layer_i,
  input  logic        load_valid_i,
  input  logic [31:0] load_data_i,
  input  logic        read_start_i,
  input  logic [7:0]  read_layer_i,
  output logic        read_valid_o,
  input  logic        read_ready_i,
  output logic [31:0] read_data_o,
  output logic [1:0]  busy_o,
  output logic [1:0]  starved_o,
  output logic [1:0]  blocked_o
);
  logic [31:0] memory [Words];
  logic [2:0]  address_q, result_q;
  logic        reads_q, half_q, full_q, take;
  logic [15:0] sum_q, out_q;
  logic signed [7:0] first, second;

  assign first        = in_data_i[7:0];
  assign second       = in_data_i[15:8];
  assign in_ready_o   = !full_q || out_ready_i;
  assign take         = in_valid_i && in_ready_o;
  assign out_valid_o  = full_q;
  assign out_data_o   = out_q;
  assign read_valid_o = reads_q;
  assign read_data_o  = memory[address_q];
  assign busy_o       = {2{take}};
  assign starved_o    = {2{!in_valid_i && in_ready_o}};
  assign blocked_o    = {2{full_q && !out_ready_i}};

  always_ff @(posedge clk_i) begin
    if (out_ready_i) full_q <= 1'b0;
    if (take) begin
      half_q <= !half_q;
      sum_q  <= 16'(first) + 16'(second);
      if (half_q) begin
        out_q    <= sum_q + 16'(first) + 16'(second) + memory[result_q][15:0];
        full_q   <= 1'b1;
        result_q <= result_q == 3'd4 ? 3'd0 : result_q + 3'd1;
      end
    end
    if (load_valid_i && load_layer_i == 8'd1) begin
      memory[address_q] <= load_data_i;
      address_q         <= address_q + 3'd1;
    end
    if (reads_q && read_ready_i) begin
      address_q <= address_q + 3'd1;
      reads_q   <= address_q != 3'(Words - 1);
    end
    if (load_start_i || read_start_i) address_q <= 3'd0;
    if (read_start_i) reads_q <= read_layer_i == 8'd1;
    if (rst_i) begin
      half_q   <= 1'b0;
      full_q   <= 1'b0;
      result_q <= 3'd0;
      reads_q  <= 1'b0;
    end
  end
endmodule
