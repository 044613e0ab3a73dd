// SPDX-License-Identifier: BSD-3-Clause

/// Cuts beats of `InLanes` elements into beats of `OutLanes`.
///
/// A beat leaves every cycle; the first part one cycle behind the beat. `in_ready_o` depends on
/// `out_ready_i`.
module accel_split #(
  /// Bits of an element.
  parameter int Width = 8,
  /// Elements of a beat that comes in.
  parameter int InLanes = 4,
  /// Elements of a beat that leaves, a divisor of `InLanes`.
  parameter int OutLanes = 1
) (
  input  logic                      clk_i,
  input  logic                      rst_i,
  input  logic                      in_valid_i,
  output logic                      in_ready_o,
  input  logic [ InLanes*Width-1:0] in_data_i,
  output logic                      out_valid_o,
  input  logic                      out_ready_i,
  output logic [OutLanes*Width-1:0] out_data_o
);
  localparam int Parts = InLanes / OutLanes;

  if (InLanes % OutLanes != 0) begin : gen_bad_lanes
    $error("accel_split: OutLanes must divide InLanes");
  end

  if (Parts == 1) begin : gen_wires
    assign out_valid_o = in_valid_i;
    assign out_data_o = in_data_i;
    assign in_ready_o = out_ready_i;
    logic unused;
    assign unused = &{1'b0, clk_i, rst_i};
  end else begin : gen_split
    logic [InLanes*Width-1:0] data_q;
    logic some_q, last;

    accel_counter #(
      .Count(Parts)
    ) u_part (
      .clk_i,
      .rst_i,
      .step_i(some_q && out_ready_i),
      .last_o(last)
    );

    assign in_ready_o = !some_q || (last && out_ready_i);
    assign out_valid_o = some_q;
    assign out_data_o = data_q[OutLanes*Width-1:0];

    always_ff @(posedge clk_i) begin
      if (rst_i) some_q <= 1'b0;
      else if (in_ready_o) some_q <= in_valid_i;
    end

    always_ff @(posedge clk_i) begin
      if (in_ready_o) data_q <= in_data_i;
      else if (out_ready_i) data_q <= data_q >> (OutLanes * Width);
    end
  end
endmodule
