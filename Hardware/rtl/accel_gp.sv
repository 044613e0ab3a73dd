// SPDX-License-Identifier: BSD-3-Clause

/// AXI3 slave for the processor's general-purpose port: bursts of words become single accesses to
/// registers, one at a time.
///
/// Bit 25 of an address chooses the window (0x4040_0000 or 0x43C0_0000), bits 15:2 the register; other
/// bits are not looked at. Every access is answered by OKAY: where there is no register, reads
/// give 0 and writes do nothing, nor do writes of less than a word. An access takes about 10 cycles and
/// whatever the register takes. There is no reset: whatever was asked is answered.
module accel_gp (
  input  logic        clk_i,
  /// Addresses of writes.
  input  logic        awvalid_i,
  output logic        awready_o,
  input  logic [11:0] awid_i,
  input  logic [31:0] awaddr_i,
  input  logic [3:0]  awlen_i,
  input  logic [1:0]  awsize_i,
  input  logic [1:0]  awburst_i,
  /// Data of writes.
  input  logic        wvalid_i,
  output logic        wready_o,
  input  logic [31:0] wdata_i,
  input  logic [3:0]  wstrb_i,
  /// Answers to writes.
  output logic        bvalid_o,
  input  logic        bready_i,
  output logic [11:0] bid_o,
  output logic [1:0]  bresp_o,
  /// Addresses of reads.
  input  logic        arvalid_i,
  output logic        arready_o,
  input  logic [11:0] arid_i,
  input  logic [31:0] araddr_i,
  input  logic [3:0]  arlen_i,
  input  logic [1:0]  arsize_i,
  input  logic [1:0]  arburst_i,
  /// Answers to reads.
  output logic        rvalid_o,
  input  logic        rready_i,
  output logic [11:0] rid_o,
  output logic [31:0] rdata_o,
  output logic [1:0]  rresp_o,
  output logic        rlast_o,
  /// An access: high for one cycle; the rest holds until the answer.
  output logic        access_o,
  output logic        access_write_o,
  /// 0: the DMA's window, 1: the design's own.
  output logic        access_core_o,
  output logic [15:0] access_address_o,
  output logic [31:0] access_data_o,
  /// The answer, high for one cycle, later than the access.
  input  logic        answer_i,
  input  logic [31:0] answer_data_i
);
  typedef enum logic [2:0] {
    Idle, ReadAsk, ReadWait, ReadGive, WriteTake, WriteWait, WriteGive
  } state_e;

  localparam int unsigned AddressWidth = 12 + 17 + 4 + 2 + 2;

  logic aw_valid, aw_ready, w_valid, w_ready, ar_valid, ar_ready, b_ready, r_ready;
  logic [AddressWidth-1:0] aw, ar, chosen;
  logic [35:0] w;

  state_e      state_q;
  logic        writes_next_q;
  logic [11:0] id_q;
  logic        core_q;
  logic [15:0] address_q, next_address, next_q;
  logic        fresh_q;
  logic [3:0]  length_q, left_q;
  logic [1:0]  size_q, burst_q;
  logic [31:0] data_q;
  logic        access_q;
  logic        take_write;

  accel_pin_take #(.Width(AddressWidth)) u_aw (
    .clk_i, .pin_valid_i(awvalid_i), .pin_ready_o(awready_o),
    .pin_data_i({awid_i, awaddr_i[25], awaddr_i[15:0], awlen_i, awsize_i, awburst_i}),
    .valid_o(aw_valid), .ready_i(aw_ready), .data_o(aw)
  );
  accel_pin_take #(.Width(36)) u_w (
    .clk_i, .pin_valid_i(wvalid_i), .pin_ready_o(wready_o), .pin_data_i({wstrb_i, wdata_i}),
    .valid_o(w_valid), .ready_i(w_ready), .data_o(w)
  );
  accel_pin_take #(.Width(AddressWidth)) u_ar (
    .clk_i, .pin_valid_i(arvalid_i), .pin_ready_o(arready_o),
    .pin_data_i({arid_i, araddr_i[25], araddr_i[15:0], arlen_i, arsize_i, arburst_i}),
    .valid_o(ar_valid), .ready_i(ar_ready), .data_o(ar)
  );
  accel_pin_give #(.Width(12)) u_b (
    .clk_i, .valid_i(state_q == WriteGive), .ready_o(b_ready), .data_i(id_q),
    .pin_valid_o(bvalid_o), .pin_ready_i(bready_i), .pin_data_o(bid_o)
  );
  accel_pin_give #(.Width(45)) u_r (
    .clk_i, .valid_i(state_q == ReadGive), .ready_o(r_ready),
    .data_i({left_q == 4'd0, data_q, id_q}),
    .pin_valid_o(rvalid_o), .pin_ready_i(rready_i), .pin_data_o({rlast_o, rdata_o, rid_o})
  );

  logic unused;
  assign unused = &{1'b0, awaddr_i[31:26], awaddr_i[24:16], araddr_i[31:26], araddr_i[24:16]};

  assign bresp_o = 2'b00;
  assign rresp_o = 2'b00;

  assign take_write = aw_valid && (writes_next_q || !ar_valid);
  assign aw_ready   = state_q == Idle && take_write;
  assign ar_ready   = state_q == Idle && ar_valid && !take_write;
  // The next address is known two cycles after the address; words come three cycles apart.
  assign w_ready    = state_q == WriteTake && !fresh_q;
  assign chosen     = take_write ? aw : ar;

  assign access_o         = access_q;
  assign access_write_o   = state_q == WriteWait;
  assign access_core_o    = core_q;
  assign access_address_o = {address_q[15:2], 2'b00};
  assign access_data_o    = data_q;

  accel_gp_address u_address (
    .address_i(address_q), .length_i(length_q), .size_i(size_q), .burst_i(burst_q),
    .next_o(next_address)
  );

  // As the chip is configured.
  initial begin
    state_q = Idle;
    access_q = 1'b0;
  end

  always_ff @(posedge clk_i) begin
    access_q <= 1'b0;
    next_q   <= next_address;
    fresh_q  <= state_q != WriteTake;
    unique case (state_q)
      Idle: if (aw_valid || ar_valid) begin
        {id_q, core_q, address_q, length_q, size_q, burst_q} <= chosen;
        left_q        <= chosen[7:4];
        writes_next_q <= !take_write;
        state_q       <= take_write ? WriteTake : ReadAsk;
      end
      ReadAsk: begin
        access_q <= 1'b1;
        state_q  <= ReadWait;
      end
      ReadWait: if (answer_i) begin
        data_q  <= answer_data_i;
        state_q <= ReadGive;
      end
      ReadGive: if (r_ready) begin
        address_q <= next_q;
        left_q    <= left_q - 4'd1;
        state_q   <= left_q == 4'd0 ? Idle : ReadAsk;
      end
      WriteTake: if (w_valid && w_ready) begin
        data_q   <= w[31:0];
        access_q <= w[35:32] == 4'hf;
        state_q  <= WriteWait;
        if (w[35:32] != 4'hf) begin
          address_q <= next_q;
          left_q    <= left_q - 4'd1;
          state_q   <= left_q == 4'd0 ? WriteGive : WriteTake;
        end
      end
      WriteWait: if (answer_i) begin
        address_q <= next_q;
        left_q    <= left_q - 4'd1;
        state_q   <= left_q == 4'd0 ? WriteGive : WriteTake;
      end
      WriteGive: if (b_ready) state_q <= Idle;
      default: state_q <= Idle;
    endcase
  end
endmodule
