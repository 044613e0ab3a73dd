// SPDX-License-Identifier: BSD-3-Clause

/// One DSP48E1 (Xilinx UG479): a factor times a value, plus a constant or the cascade.
///
/// Latency 3 cycles from the operands, 1 from the cascade. One step a cycle; no reset.
///
/// It is instantiated because Yosys 0.66 gets this wrong where it infers it: of a sum that is narrower
/// than the register behind it, the register's upper bits stay unconnected. It also moves registers
/// from before an instance into it without adding them up: those need `(* keep *)`.
module accel_scale #(
  /// What is added where `First` is 1: at most 48 bits, two's complement.
  parameter logic signed [47:0] Constant = 0,
  /// 0: `cascade_i` is added instead.
  parameter bit First = 1
) (
  input  logic               clk_i,
  input  logic signed [24:0] value_i,
  input  logic signed [17:0] factor_i,
  /// `cascade_o` of another one; used where `First` is 0.
  input  logic        [47:0] cascade_i,
  /// The sum, for another one's `cascade_i` alone.
  output logic        [47:0] cascade_o,
  /// The same sum, for everything else.
  output logic        [47:0] sum_o
);
`ifdef SYNTHESIS
  if (First) begin : gen_dsp
    DSP48E1 #(
      .USE_DPORT("FALSE"), .AREG(1), .ACASCREG(1), .DREG(0), .ADREG(0), .BREG(1), .BCASCREG(1),
      .MREG(1), .PREG(1), .CREG(0), .ALUMODEREG(0), .INMODEREG(0), .OPMODEREG(0),
      .CARRYINREG(0), .CARRYINSELREG(0)
    ) u_dsp (
      .CLK(clk_i), .A({{5{value_i[24]}}, value_i}), .B(factor_i), .C(Constant),
      .PCOUT(cascade_o), .P(sum_o),
      .INMODE(5'b00000), .ALUMODE(4'b0000), .OPMODE(7'b0110101), .CARRYIN(1'b0),
      .CARRYINSEL(3'b000), .CEA1(1'b1), .CEA2(1'b1), .CEB1(1'b1), .CEB2(1'b1), .CEM(1'b1),
      .CEP(1'b1), .RSTA(1'b0), .RSTB(1'b0), .RSTM(1'b0), .RSTP(1'b0)
    );
    logic unused;
    assign unused = &{1'b0, cascade_i};
  end else begin : gen_dsp
    DSP48E1 #(
      .USE_DPORT("FALSE"), .AREG(1), .ACASCREG(1), .DREG(0), .ADREG(0), .BREG(1), .BCASCREG(1),
      .MREG(1), .PREG(1), .CREG(0), .ALUMODEREG(0), .INMODEREG(0), .OPMODEREG(0),
      .CARRYINREG(0), .CARRYINSELREG(0)
    ) u_dsp (
      .CLK(clk_i), .A({{5{value_i[24]}}, value_i}), .B(factor_i), .PCIN(cascade_i),
      .PCOUT(cascade_o), .P(sum_o),
      .INMODE(5'b00000), .ALUMODE(4'b0000), .OPMODE(7'b0010101), .CARRYIN(1'b0),
      .CARRYINSEL(3'b000), .CEA1(1'b1), .CEA2(1'b1), .CEB1(1'b1), .CEB2(1'b1), .CEM(1'b1),
      .CEP(1'b1), .RSTA(1'b0), .RSTB(1'b0), .RSTM(1'b0), .RSTP(1'b0)
    );
  end
`else
  logic signed [24:0] a_q;
  logic signed [17:0] b_q;
  logic signed [42:0] m_q;
  logic signed [47:0] p_q;
  always_ff @(posedge clk_i) begin
    a_q <= value_i;
    b_q <= factor_i;
    m_q <= a_q * b_q;
    p_q <= 48'(m_q) + (First ? Constant : cascade_i);
  end
  assign cascade_o = p_q;
  assign sum_o = p_q;
  logic unused;
  assign unused = First ? ^cascade_i : 1'b0;
`endif
endmodule
