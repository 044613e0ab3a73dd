// SPDX-License-Identifier: BSD-3-Clause
// Every block that the implementation flow decodes back, each with constants or contents that differ.
module primitives;
  wire [3:0] fclk;
  wire clk;
  wire [31:0] awaddr_p, wdata_p;
  wire wvalid_p;
  reg [31:0] rdata;
  (* keep *) PS7 ps7 (
    .FCLKCLK(fclk), .MAXIGP0ACLK(clk), .MAXIGP0AWADDR(awaddr_p), .MAXIGP0WDATA(wdata_p),
    .MAXIGP0WVALID(wvalid_p), .MAXIGP0RDATA(rdata)
  );
  BUFG bufg (.I(fclk[0]), .O(clk));
  (* keep *) reg [31:0] aw, wd;
  (* keep *) reg wv;
  always @(posedge clk) begin
    aw <= awaddr_p;
    wd <= wdata_p;
    wv <= wvalid_p;
  end

  // A cascade of packed pre-adders; the last one subtracts.
  wire [47:0] pc[0:4];
  wire [47:0] p;
  assign pc[0] = 48'b0;
  genvar i;
  generate
    for (i = 0; i < 4; i = i + 1) begin : mac
      DSP48E1 #(
        .USE_DPORT("TRUE"), .AREG(1), .ACASCREG(1), .BREG(2), .BCASCREG(2), .CREG(0), .DREG(1),
        .ADREG(1), .MREG(1), .PREG(1), .ALUMODEREG(0), .INMODEREG(0), .OPMODEREG(0),
        .CARRYINREG(0), .CARRYINSELREG(0)
      ) dsp (
        .CLK(clk), .A({{22{wd[i+7]}}, wd[i+:8]}), .B({{10{aw[i+7]}}, aw[i+:8]}),
        .D({wd[i+8+:8], 17'b0}), .PCIN(pc[i]), .PCOUT(pc[i+1]), .P(p_i),
        .INMODE(5'b00100), .ALUMODE(i == 3 ? 4'b0011 : 4'b0000),
        .OPMODE(i == 0 ? 7'b0000101 : 7'b0010101), .CARRYIN(1'b0), .CARRYINSEL(3'b000),
        .CEA1(1'b1), .CEA2(1'b1), .CEB1(1'b1), .CEB2(1'b1), .CED(1'b1), .CEAD(1'b1), .CEM(1'b1),
        .CEP(1'b1), .RSTA(1'b0), .RSTB(1'b0), .RSTD(1'b0), .RSTM(1'b0), .RSTP(1'b0)
      );
      wire [47:0] p_i;
    end
  endgenerate
  assign p = mac[3].p_i;

  // One that accumulates, with C and a rounding constant by OPMODE[6].
  wire [47:0] q;
  DSP48E1 #(
    .USE_DPORT("FALSE"), .AREG(1), .ACASCREG(1), .BREG(1), .BCASCREG(1), .CREG(1), .DREG(0),
    .ADREG(0), .MREG(1), .PREG(1), .ALUMODEREG(0), .INMODEREG(0), .OPMODEREG(1), .CARRYINREG(0),
    .CARRYINSELREG(0), .USE_SIMD("ONE48")
  ) accumulator (
    .CLK(clk), .A({{22{wd[31]}}, wd[31:24]}), .B({{10{aw[31]}}, aw[31:24]}),
    .C({16'h0, wd}), .P(q), .INMODE(5'b00000), .ALUMODE(4'b0000),
    .OPMODE({2'b01, wv, 4'b0101}), .CARRYIN(1'b0), .CARRYINSEL(3'b000), .CEA2(1'b1), .CEB2(1'b1),
    .CEC(1'b1), .CEM(1'b1), .CEP(1'b1), .CECTRL(1'b1), .RSTA(1'b0), .RSTB(1'b0), .RSTC(1'b0),
    .RSTM(1'b0), .RSTP(1'b0), .RSTCTRL(1'b0)
  );

  // Block RAMs of 32, 9 and 1 bits, and of 36 bits in half a block.
  reg [31:0] m32[0:1023];
  reg [31:0] q32;
  reg [8:0] m9[0:4095];
  reg [8:0] q9;
  reg m1[0:32767];
  reg q1;
  (* ram_style = "block" *) reg [35:0] m36[0:511];
  reg [35:0] q36;
  (* ram_style = "block" *) reg [63:0] m64[0:511];
  reg [63:0] q64;
  initial begin
    $readmemh("m32.hex", m32);
    $readmemh("m9.hex", m9);
    $readmemh("m1.hex", m1);
    $readmemh("m36.hex", m36);
    $readmemh("m64.hex", m64);
  end
  always @(posedge clk) begin
    if (wv & aw[28]) m32[aw[9:0]] <= wd;
    q32 <= m32[aw[19:10]];
    if (wv & aw[29]) m9[aw[11:0]] <= wd[8:0];
    q9 <= m9[aw[23:12]];
    if (wv & aw[30]) m1[aw[14:0]] <= wd[0];
    q1 <= m1[aw[29:15]];
    if (wv & aw[31]) m36[aw[8:0]] <= {wd[3:0], wd};
    q36 <= m36[aw[17:9]];
    if (wv & aw[27]) m64[aw[8:0]] <= {wd, wd};
    q64 <= m64[aw[17:9]];
  end

  // Distributed RAM and shift registers with contents; explicit ones, for yosys infers only some.
  wire [7:0] r32;
  RAM32M #(
    .INIT_A(64'h0123456789abcdef), .INIT_B(64'hfedcba9876543210), .INIT_C(64'hdeadbeefcafe1234),
    .INIT_D(64'h5a5a00ff1357abcd)
  ) ram32m (
    .WCLK(clk), .WE(wv), .ADDRA(aw[4:0]), .ADDRB(aw[9:5]), .ADDRC(aw[14:10]), .ADDRD(wd[4:0]),
    .DIA(wd[6:5]), .DIB(wd[8:7]), .DIC(wd[10:9]), .DID(wd[12:11]), .DOA(r32[1:0]),
    .DOB(r32[3:2]), .DOC(r32[5:4]), .DOD(r32[7:6])
  );
  wire [3:0] r64;
  RAM64M #(
    .INIT_A(64'h1111222233334444), .INIT_B(64'h5555666677778888), .INIT_C(64'h9999aaaabbbbcccc),
    .INIT_D(64'hddddeeeeffff0001)
  ) ram64m (
    .WCLK(clk), .WE(aw[26]), .ADDRA(aw[5:0]), .ADDRB(aw[11:6]), .ADDRC(aw[17:12]),
    .ADDRD(wd[5:0]), .DIA(wd[6]), .DIB(wd[7]), .DIC(wd[8]), .DID(wd[9]), .DOA(r64[0]),
    .DOB(r64[1]), .DOC(r64[2]), .DOD(r64[3])
  );
  wire s64, d64, s128, d128;
  RAM64X1D #(.INIT(64'h00112233445566f7)) ram64x1d (
    .WCLK(clk), .WE(1'b1), .D(wd[0]), .A0(aw[0]), .A1(aw[1]), .A2(aw[2]), .A3(aw[3]), .A4(aw[4]),
    .A5(aw[5]), .DPRA0(wd[1]), .DPRA1(wd[2]), .DPRA2(wd[3]), .DPRA3(wd[4]), .DPRA4(wd[5]),
    .DPRA5(wd[6]), .SPO(s64), .DPO(d64)
  );
  RAM128X1D #(.INIT(128'h00112233445566778899aabbccddeef1)) ram128x1d (
    .WCLK(clk), .WE(aw[25]), .D(wd[0]), .A(aw[6:0]), .DPRA(wd[7:1]), .SPO(s128), .DPO(d128)
  );
  wire srl16, srl32;
  SRL16E #(.INIT(16'h8421)) srl16e (
    .CLK(clk), .CE(1'b1), .D(wd[3]), .A0(aw[0]), .A1(aw[1]), .A2(aw[2]), .A3(aw[3]), .Q(srl16)
  );
  SRLC32E #(.INIT(32'hf00dbabe)) srlc32e (
    .CLK(clk), .CE(1'b1), .D(wd[5]), .A(aw[4:0]), .Q(srl32), .Q31()
  );

  (* keep *) reg [63:0] sum;
  always @(posedge clk) begin
    sum <= {p ^ q, q9, s64, d64, s128, d128, srl16, srl32, q1} ^ {r32, r64, q36} ^ q64 ^ {q32, q32};
    rdata <= sum[63:32] ^ sum[31:0];
  end
endmodule
