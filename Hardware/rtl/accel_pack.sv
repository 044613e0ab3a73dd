// SPDX-License-Identifier: BSD-3-Clause

/// Gathers beats of `InLanes` elements into beats of `OutLanes`, pixel by pixel.
///
/// A pixel's last beat is filled with zeros. Takes one beat a cycle; a beat leaves in the cycle behind
/// that in which its last part came. `in_ready_o` depends on `out_ready_i`.
module accel_pack #(
  /// Bits of an element.
  parameter int Width = 8,
  /// Elements of a beat that comes in, a divisor of `Channels`.
  parameter int InLanes = 1,
  /// Elements of a beat that leaves, a multiple of `InLanes`.
  parameter int OutLanes = 4,
  /// Elements of a pixel.
  parameter int Channels = 6
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
  localparam int Parts = OutLanes / InLanes;

  if (Channels % InLanes != 0 || OutLanes % InLanes != 0) begin : gen_bad_lanes
    $error("accel_pack: InLanes must divide Channels and OutLanes");
  end

  if (Parts == 1) begin : gen_wires
    assign out_valid_o = in_valid_i;
    assign out_data_o = in_data_i;
    assign in_ready_o = out_ready_i;
    logic unused;
    assign unused = &{1'b0, clk_i, rst_i};
  end else begin : gen_pack
    localparam int Bits = InLanes * Width;

    logic [OutLanes*Width-1:0] data_q;
    /// One hot: the part that comes next.
    logic [Parts-1:0] part_q;
    logic full_q, take, pixel_end, complete;

    accel_counter #(
      .Count(Channels / InLanes)
    ) u_pixel (
      .clk_i,
      .rst_i,
      .step_i(take),
      .last_o(pixel_end)
    );

    assign in_ready_o = out_ready_i || !full_q;
    assign out_valid_o = full_q;
    assign out_data_o = data_q;
    assign take = in_valid_i && in_ready_o;
    assign complete = pixel_end || part_q[Parts-1];

    always_ff @(posedge clk_i) begin
      if (rst_i) begin
        full_q <= 1'b0;
        part_q <= Parts'(1);
      end else if (take) begin
        full_q <= complete;
        part_q <= complete ? Parts'(1) : part_q << 1;
      end else if (out_ready_i) begin
        full_q <= 1'b0;
      end
    end

    // The first part clears the others.
    always_ff @(posedge clk_i) begin
      for (int i = 0; i < Parts; i++) begin
        if (take && (part_q[i] || part_q[0])) begin
          data_q[i*Bits+:Bits] <= part_q[i] ? in_data_i : '0;
        end
      end
    end
  end
endmodule
