// SPDX-License-Identifier: BSD-3-Clause

/// Channels behind channels of two streams: for each pixel those of `a`, then those of `b`.
///
/// Latency 1 cycle, one beat a cycle. `a_ready_o`, `b_ready_o` and the output come from registers.
module accel_concat #(
  /// Bits of an element.
  parameter int Width = 8,
  /// Elements of a beat, a divisor of both numbers of channels.
  parameter int Lanes = 1,
  /// Elements of a pixel.
  parameter int ChannelsA = 2,
  parameter int ChannelsB = 3
) (
  input  logic                   clk_i,
  input  logic                   rst_i,
  input  logic                   a_valid_i,
  output logic                   a_ready_o,
  input  logic [Lanes*Width-1:0] a_data_i,
  input  logic                   b_valid_i,
  output logic                   b_ready_o,
  input  logic [Lanes*Width-1:0] b_data_i,
  output logic                   out_valid_o,
  input  logic                   out_ready_i,
  output logic [Lanes*Width-1:0] out_data_o
);
  logic take_a, pixel_end, valid, ready;

  if (ChannelsA % Lanes != 0 || ChannelsB % Lanes != 0) begin : gen_bad_lanes
    $error("accel_concat: Lanes must divide ChannelsA and ChannelsB");
  end

  accel_span #(
    .Before(0),
    .Within(ChannelsA / Lanes),
    .Behind(ChannelsB / Lanes)
  ) u_pixel (
    .clk_i,
    .rst_i,
    .step_i  (valid && ready),
    .within_o(take_a),
    .last_o  (pixel_end)
  );

  assign valid = take_a ? a_valid_i : b_valid_i;
  assign a_ready_o = ready && take_a;
  assign b_ready_o = ready && !take_a;

  accel_skid #(
    .Bits(Lanes * Width)
  ) u_skid (
    .clk_i,
    .rst_i,
    .in_valid_i(valid),
    .in_ready_o(ready),
    .in_data_i (take_a ? a_data_i : b_data_i),
    .out_valid_o,
    .out_ready_i,
    .out_data_o
  );

  logic unused;
  assign unused = &{1'b0, pixel_end};
endmodule
