// SPDX-License-Identifier: BSD-3-Clause

/// Beats of `Lanes` elements to the host's beats of 64 bits; an image's last one is filled with zeros.
///
/// Takes a beat a cycle if `Lanes` divides the elements of a host's beat, else one in
/// `Lanes / (their common divisor)` cycles. A beat leaves at most 2 cycles behind the last part of it.
module accel_repack #(
  /// Bits of an element, 8 or 16.
  parameter int Width = 16,
  /// Elements of a beat that comes in.
  parameter int Lanes = 1,
  /// Elements of an image, a multiple of `Lanes`.
  parameter int Elements = 10
) (
  input  logic                   clk_i,
  input  logic                   rst_i,
  input  logic                   in_valid_i,
  output logic                   in_ready_o,
  input  logic [Lanes*Width-1:0] in_data_i,
  output logic                   out_valid_o,
  input  logic                   out_ready_i,
  output logic [           63:0] out_data_o
);
  localparam int HostLanes = 64 / Width;
  /// The common divisor; that of the host's lanes is a power of two.
  localparam int Part = Lanes % HostLanes == 0 ? HostLanes : Lanes % 4 == 0 && HostLanes > 4 ? 4 :
      Lanes % 2 == 0 ? 2 : 1;

  if (Elements % Lanes != 0) begin : gen_bad_lanes
    $error("accel_repack: Lanes must divide Elements");
  end

  logic part_valid, part_ready;
  logic [Part*Width-1:0] part;

  accel_split #(
    .Width   (Width),
    .InLanes (Lanes),
    .OutLanes(Part)
  ) u_split (
    .clk_i,
    .rst_i,
    .in_valid_i,
    .in_ready_o,
    .in_data_i,
    .out_valid_o(part_valid),
    .out_ready_i(part_ready),
    .out_data_o (part)
  );

  accel_pack #(
    .Width   (Width),
    .InLanes (Part),
    .OutLanes(HostLanes),
    .Channels(Elements)
  ) u_pack (
    .clk_i,
    .rst_i,
    .in_valid_i(part_valid),
    .in_ready_o(part_ready),
    .in_data_i (part),
    .out_valid_o,
    .out_ready_i,
    .out_data_o
  );
endmodule
