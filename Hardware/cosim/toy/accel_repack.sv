// SPDX-License-Identifier: BSD-3-Clause
/// TEMPORARY
module accel_repack #(parameter int Width = 8, parameter int Lanes = 1, parameter int Elements = 1) (
  input  logic clk_i, input  logic rst_i, input  logic in_valid_i, output logic in_ready_o, input  logic [Lanes*Width-1:0] in_data_i,
  output logic out_valid_o, input  logic out_ready_i, output logic [63:0] out_data_o);
  localparam int Per = 64 / (Width*Lanes);
  localparam int Beats = Elements / Lanes;
  logic [31:0] part_q, beat_q;
  logic fin, full_q;
  logic [63:0] data_q;
  assign fin = part_q == Per-1 || beat_q == Beats-1;
  assign out_valid_o = full_q;
  assign out_data_o = data_q;
  assign in_ready_o = !full_q || out_ready_i;
  always_ff @(posedge clk_i) begin
    if (out_ready_i) full_q <= 0;
    if (in_valid_i && in_ready_o) begin
      if (part_q == 0) data_q <= 64'(in_data_i);
      else data_q[part_q*Width*Lanes +: Width*Lanes] <= in_data_i;
      part_q <= fin ? 0 : part_q + 1;
      beat_q <= beat_q == Beats-1 ? 0 : beat_q + 1;
      full_q <= fin;
    end
    if (rst_i) begin part_q <= 0; beat_q <= 0; full_q <= 0; end
  end
endmodule
