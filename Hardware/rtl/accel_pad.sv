// SPDX-License-Identifier: BSD-3-Clause

/// Adds rows and columns of a constant code around each image.
///
/// Latency 0, one beat a cycle: an image takes
/// `(PadTop + InHeight + PadBottom) * (PadLeft + InWidth + PadRight) * Channels / Lanes` cycles. The
/// handshakes of the two sides are joined by gates.
module accel_pad #(
  /// Bits of an element.
  parameter int Width = 8,
  /// Elements of a beat, a divisor of `Channels`.
  parameter int Lanes = 1,
  /// Rows, pixels of a row, and elements of a pixel that come in.
  parameter int InHeight = 3,
  parameter int InWidth = 3,
  parameter int Channels = 1,
  /// Rows and pixels that are added at each side, 0 or more.
  parameter int PadTop = 1,
  parameter int PadLeft = 1,
  parameter int PadBottom = 1,
  parameter int PadRight = 1,
  /// What they hold: a code of `Width` bits, two's complement.
  parameter int PadCode = 0
) (
  input  logic                   clk_i,
  input  logic                   rst_i,
  input  logic                   in_valid_i,
  output logic                   in_ready_o,
  input  logic [Lanes*Width-1:0] in_data_i,
  output logic                   out_valid_o,
  input  logic                   out_ready_i,
  output logic [Lanes*Width-1:0] out_data_o
);
  if (Channels % Lanes != 0) begin : gen_bad_lanes
    $error("accel_pad: Lanes must divide Channels");
  end

  if (PadTop + PadLeft + PadBottom + PadRight == 0) begin : gen_wires
    assign out_valid_o = in_valid_i;
    assign out_data_o = in_data_i;
    assign in_ready_o = out_ready_i;
    logic unused;
    assign unused = &{1'b0, clk_i, rst_i};
  end else begin : gen_pad
    logic in_row, in_column, pad;
    logic step, row_step;

    accel_span #(
      .Before((PadLeft * Channels) / Lanes),
      .Within((InWidth * Channels) / Lanes),
      .Behind((PadRight * Channels) / Lanes)
    ) u_column (
      .clk_i,
      .rst_i,
      .step_i  (step),
      .within_o(in_column),
      .last_o  (row_step)
    );

    logic image_step;
    accel_span #(
      .Before(PadTop),
      .Within(InHeight),
      .Behind(PadBottom)
    ) u_row (
      .clk_i,
      .rst_i,
      .step_i  (step && row_step),
      .within_o(in_row),
      .last_o  (image_step)
    );

    assign pad = !(in_row && in_column);
    assign step = out_valid_o && out_ready_i;
    assign out_valid_o = in_valid_i || pad;
    assign out_data_o = pad ? {Lanes{Width'(PadCode)}} : in_data_i;
    assign in_ready_o = out_ready_i && !pad;

    logic unused;
    assign unused = &{1'b0, image_step};
  end
endmodule
