// SPDX-License-Identifier: BSD-3-Clause
/// TEMPORARY
module accel_unpack #(parameter int Width = 8, parameter int Lanes = 1, parameter int Elements = 1) (
  input  logic clk_i, input  logic rst_i, input  logic in_valid_i, output logic in_ready_o, input  logic [63:0] in_data_i,
  output logic out_valid_o, input  logic out_ready_i, output logic [Lanes*Width-1:0] out_data_o);
  localparam int Per = 64 / (Width*Lanes);
  localparam int Beats = Elements / Lanes;
  logic [31:0] part_q, beat_q;
  logic fin;
  assign fin = part_q == Per-1 || beat_q == Beats-1;
  assign out_valid_o = in_valid_i;
  assign in_ready_o = out_ready_i && fin;
  assign out_data_o = in_data_i[part_q*Width*Lanes +: Width*Lanes];
  always_ff @(posedge clk_i) begin
    if (in_valid_i && out_ready_i) begin
      part_q <= fin ? 0 : part_q + 1;
      beat_q <= beat_q == Beats-1 ? 0 : beat_q + 1;
    end
    if (rst_i) begin part_q <= 0; beat_q <= 0; end
  end
endmodule
