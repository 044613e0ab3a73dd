// SPDX-License-Identifier: BSD-3-Clause

/// The address of a burst's next beat, as AXI3 has it for each kind of burst. Combinational.
module accel_gp_address (
  input  logic [15:0] address_i,
  /// Beats less one.
  input  logic [3:0]  length_i,
  /// Bytes of a beat, as a power of two; 0 to 2.
  input  logic [1:0]  size_i,
  /// 0 fixed, 1 incrementing, 2 wrapping.
  input  logic [1:0]  burst_i,
  output logic [15:0] next_o
);
  logic [15:0] stepped;
  logic [5:0]  wrap;

  // A burst that wraps has 2, 4, 8 or 16 beats, so its bytes less one are a mask.
  assign stepped = ((address_i >> size_i) + 16'd1) << size_i;
  assign wrap    = ({2'b00, length_i} << size_i) | ((6'd1 << size_i) - 6'd1);

  always_comb begin
    next_o = stepped;
    if (burst_i == 2'd0) next_o = address_i;
    if (burst_i == 2'd2)
      next_o = {address_i[15:6], (address_i[5:0] & ~wrap) | (stepped[5:0] & wrap)};
  end
endmodule
