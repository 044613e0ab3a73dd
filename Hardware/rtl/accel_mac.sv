// SPDX-License-Identifier: BSD-3-Clause

/// One DSP48E1 (Xilinx UG479): weights times an activation, added to the cascade.
///
/// With `PerTap` 2, `sum = (w1 * 2^17 + w0) * activation + cascade`: two products, of `w0` in the
/// low 17 bits and of `w1` above them, by the pre-adder. With `PerTap` 1,
/// `sum = weight * activation + cascade`. Latency: 4 cycles from operands, 1 from the cascade. One
/// step a cycle; no reset.
module accel_mac #(
  /// Products: 2 of 8 by 8 bits, or 1 of 16 by 16.
  parameter int PerTap = 2,
  /// 1 for the first of a chain, which has no cascade to add.
  parameter bit First = 0,
  localparam int Width = PerTap == 2 ? 8 : 16
) (
  input  logic             clk_i,
  /// `{w1, w0}` where `PerTap` is 2 (-127...127 each), else the weight.
  input  logic [     15:0] weight_i,
  /// Two's complement.
  input  logic [Width-1:0] activation_i,
  /// `cascade_o` of the DSP before; not used by the first.
  input  logic [     47:0] cascade_i,
  /// The sum, for the next DSP's `cascade_i` alone.
  output logic [     47:0] cascade_o,
  /// The same sum, for everything else: only the last of a chain drives it.
  output logic [     47:0] sum_o
);
  if (PerTap != 1 && PerTap != 2) begin : gen_illegal
    $error("accel_mac: PerTap must be 1 or 2");
  end

  logic [29:0] operand_a;
  logic [17:0] operand_b;
  logic [24:0] operand_d;
  assign operand_b = {{(18 - Width) {activation_i[Width-1]}}, activation_i};
  if (PerTap == 2) begin : gen_two
    assign operand_a = {{22{weight_i[7]}}, weight_i[7:0]};
    assign operand_d = {weight_i[15:8], 17'b0};
  end else begin : gen_one
    assign operand_a = {{14{weight_i[15]}}, weight_i};
    assign operand_d = '0;
  end

`ifdef SYNTHESIS
  // Ports that are left out are tied in the tile; see the route of unused ones in nextpnr.
  if (PerTap == 2 && First) begin : gen_dsp
    DSP48E1 #(
      .USE_DPORT("TRUE"), .AREG(1), .ACASCREG(1), .DREG(1), .ADREG(1), .BREG(2), .BCASCREG(2),
      .MREG(1), .PREG(1), .CREG(0), .ALUMODEREG(0), .INMODEREG(0), .OPMODEREG(0),
      .CARRYINREG(0), .CARRYINSELREG(0)
    ) u_dsp (
      .CLK(clk_i), .A(operand_a), .B(operand_b), .D(operand_d), .PCOUT(cascade_o), .P(sum_o),
      .INMODE(5'b00100), .ALUMODE(4'b0000), .OPMODE(7'b0000101), .CARRYIN(1'b0),
      .CARRYINSEL(3'b000), .CEA1(1'b1), .CEA2(1'b1), .CEB1(1'b1), .CEB2(1'b1), .CED(1'b1),
      .CEAD(1'b1), .CEM(1'b1), .CEP(1'b1), .RSTA(1'b0), .RSTB(1'b0), .RSTD(1'b0), .RSTM(1'b0),
      .RSTP(1'b0)
    );
  end else if (PerTap == 2) begin : gen_dsp
    DSP48E1 #(
      .USE_DPORT("TRUE"), .AREG(1), .ACASCREG(1), .DREG(1), .ADREG(1), .BREG(2), .BCASCREG(2),
      .MREG(1), .PREG(1), .CREG(0), .ALUMODEREG(0), .INMODEREG(0), .OPMODEREG(0),
      .CARRYINREG(0), .CARRYINSELREG(0)
    ) u_dsp (
      .CLK(clk_i), .A(operand_a), .B(operand_b), .D(operand_d), .PCIN(cascade_i),
      .PCOUT(cascade_o), .P(sum_o),
      .INMODE(5'b00100), .ALUMODE(4'b0000), .OPMODE(7'b0010101), .CARRYIN(1'b0),
      .CARRYINSEL(3'b000), .CEA1(1'b1), .CEA2(1'b1), .CEB1(1'b1), .CEB2(1'b1), .CED(1'b1),
      .CEAD(1'b1), .CEM(1'b1), .CEP(1'b1), .RSTA(1'b0), .RSTB(1'b0), .RSTD(1'b0), .RSTM(1'b0),
      .RSTP(1'b0)
    );
  end else if (First) begin : gen_dsp
    DSP48E1 #(
      .USE_DPORT("FALSE"), .AREG(2), .ACASCREG(2), .DREG(0), .ADREG(0), .BREG(2), .BCASCREG(2),
      .MREG(1), .PREG(1), .CREG(0), .ALUMODEREG(0), .INMODEREG(0), .OPMODEREG(0),
      .CARRYINREG(0), .CARRYINSELREG(0)
    ) u_dsp (
      .CLK(clk_i), .A(operand_a), .B(operand_b), .PCOUT(cascade_o), .P(sum_o),
      .INMODE(5'b00000), .ALUMODE(4'b0000), .OPMODE(7'b0000101), .CARRYIN(1'b0),
      .CARRYINSEL(3'b000), .CEA1(1'b1), .CEA2(1'b1), .CEB1(1'b1), .CEB2(1'b1), .CEM(1'b1),
      .CEP(1'b1), .RSTA(1'b0), .RSTB(1'b0), .RSTM(1'b0), .RSTP(1'b0)
    );
  end else begin : gen_dsp
    DSP48E1 #(
      .USE_DPORT("FALSE"), .AREG(2), .ACASCREG(2), .DREG(0), .ADREG(0), .BREG(2), .BCASCREG(2),
      .MREG(1), .PREG(1), .CREG(0), .ALUMODEREG(0), .INMODEREG(0), .OPMODEREG(0),
      .CARRYINREG(0), .CARRYINSELREG(0)
    ) u_dsp (
      .CLK(clk_i), .A(operand_a), .B(operand_b), .PCIN(cascade_i), .PCOUT(cascade_o), .P(sum_o),
      .INMODE(5'b00000), .ALUMODE(4'b0000), .OPMODE(7'b0010101), .CARRYIN(1'b0),
      .CARRYINSEL(3'b000), .CEA1(1'b1), .CEA2(1'b1), .CEB1(1'b1), .CEB2(1'b1), .CEM(1'b1),
      .CEP(1'b1), .RSTA(1'b0), .RSTB(1'b0), .RSTM(1'b0), .RSTP(1'b0)
    );
  end
`else
  logic signed [24:0] a_q, d_q, ad_q;
  logic signed [17:0] b1_q, b2_q;
  logic signed [42:0] m_q;
  logic signed [47:0] p_q;
  always_ff @(posedge clk_i) begin
    a_q  <= operand_a[24:0];
    d_q  <= operand_d;
    ad_q <= a_q + d_q;
    b1_q <= operand_b;
    b2_q <= b1_q;
    m_q  <= ad_q * b2_q;
    p_q  <= 48'(m_q) + (First ? 48'd0 : cascade_i);
  end
  assign cascade_o = p_q;
  assign sum_o = p_q;
  logic unused;
  assign unused = &{1'b0, operand_a[29:25], First ? ^cascade_i : 1'b0};
`endif
endmodule
