// SPDX-License-Identifier: BSD-3-Clause

/// The largest code of each pass of `accel_window`, for `Lanes` channels at a time.
///
/// Takes a word a cycle; a result leaves one cycle behind the last word of its pass. `in_ready_o`
/// depends on `out_ready_i`.
module accel_max_pool #(
  /// Bits of an element.
  parameter int Width = 8,
  /// Elements of a beat: that many channels.
  parameter int Lanes = 2
) (
  input  logic                   clk_i,
  input  logic                   rst_i,
  input  logic                   in_valid_i,
  output logic                   in_ready_o,
  input  logic [Lanes*Width-1:0] in_data_i,
  /// First and last word of a pass.
  input  logic                   in_first_i,
  input  logic                   in_last_i,
  output logic                   out_valid_o,
  input  logic                   out_ready_i,
  output logic [Lanes*Width-1:0] out_data_o
);
  logic [Lanes*Width-1:0] largest_q;
  logic full_q;

  assign in_ready_o = out_ready_i || !full_q;
  assign out_valid_o = full_q;
  assign out_data_o = largest_q;

  always_ff @(posedge clk_i) begin
    if (rst_i) full_q <= 1'b0;
    else if (in_ready_o) full_q <= in_valid_i && in_last_i;
  end

  always_ff @(posedge clk_i) begin
    for (int i = 0; i < Lanes; i++) begin
      if (in_valid_i && in_ready_o && (in_first_i
          || $signed(in_data_i[i*Width+:Width]) > $signed(largest_q[i*Width+:Width]))) begin
        largest_q[i*Width+:Width] <= in_data_i[i*Width+:Width];
      end
    end
  end
endmodule
