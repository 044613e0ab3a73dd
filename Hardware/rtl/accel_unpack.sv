// SPDX-License-Identifier: BSD-3-Clause

/// The host's beats of 64 bits to beats of `Lanes` elements.
///
/// An image begins with a beat; what fills its last one is dropped, in as many cycles as it is beats of
/// `Lanes`. A beat leaves every cycle if `Lanes` divides the elements of a host's beat, else every
/// `Lanes / (their common divisor)` cycles. Latency 1 cycle (0 if nothing is to be cut), and in the
/// latter case as many cycles more.
module accel_unpack #(
  /// Bits of an element, 8 or 16.
  parameter int Width = 8,
  /// Elements of a beat that leaves.
  parameter int Lanes = 1,
  /// Elements of an image, a multiple of `Lanes`.
  parameter int Elements = 16
) (
  input  logic                   clk_i,
  input  logic                   rst_i,
  input  logic                   in_valid_i,
  output logic                   in_ready_o,
  input  logic [           63:0] in_data_i,
  output logic                   out_valid_o,
  input  logic                   out_ready_i,
  output logic [Lanes*Width-1:0] out_data_o
);
  localparam int HostLanes = 64 / Width;
  /// The common divisor; that of the host's lanes is a power of two.
  localparam int Part = Lanes % HostLanes == 0 ? HostLanes : Lanes % 4 == 0 && HostLanes > 4 ? 4 :
      Lanes % 2 == 0 ? 2 : 1;
  localparam int Fill = (HostLanes - Elements % HostLanes) % HostLanes;

  if (Elements % Lanes != 0) begin : gen_bad_lanes
    $error("accel_unpack: Lanes must divide Elements");
  end

  logic part_valid, part_ready, in_image, image_end;
  logic [Part*Width-1:0] part;

  accel_split #(
    .Width   (Width),
    .InLanes (HostLanes),
    .OutLanes(Part)
  ) u_split (
    .clk_i,
    .rst_i,
    .in_valid_i,
    .in_ready_o,
    .in_data_i,
    .out_valid_o(part_valid),
    .out_ready_i(part_ready || !in_image),
    .out_data_o (part)
  );

  accel_span #(
    .Before(0),
    .Within(Elements / Part),
    .Behind(Fill / Part)
  ) u_image (
    .clk_i,
    .rst_i,
    .step_i  (part_valid && (part_ready || !in_image)),
    .within_o(in_image),
    .last_o  (image_end)
  );

  accel_pack #(
    .Width   (Width),
    .InLanes (Part),
    .OutLanes(Lanes),
    .Channels(Lanes)
  ) u_pack (
    .clk_i,
    .rst_i,
    .in_valid_i(part_valid && in_image),
    .in_ready_o(part_ready),
    .in_data_i (part),
    .out_valid_o,
    .out_ready_i,
    .out_data_o
  );

  logic unused;
  assign unused = &{1'b0, image_end};
endmodule
