// SPDX-License-Identifier: BSD-3-Clause

/// A design without the processor: general-purpose slave, registers, DMA, command unit and the
/// network. Each pin of the AXI ports comes from a register, or goes to one.
///
/// The generated `accel_network` is what differs from design to design.
module accel_core #(
  /// Bits of an element, 8 or 16; elements of a beat and of an image.
  parameter int unsigned Width = 8,
  parameter int unsigned InLanes = 1,
  parameter int unsigned ImageElements = 1,
  /// The same of results; `OutWidth` is 8 or 16.
  parameter int unsigned OutWidth = 16,
  parameter int unsigned OutLanes = 1,
  parameter int unsigned ResultElements = 1,
  /// Layers, 1 to 255.
  parameter int unsigned Layers = 1,
  /// Hashes of the network and of what its memories hold at the start.
  parameter logic [63:0] Structure = 64'd0,
  parameter logic [63:0] Contents = 64'd0,
  parameter int unsigned ClockKhz = 1,
  /// For each layer KIND, ARRAY, DEPTH, WORDS and READS, the first layer in the lowest bits.
  parameter logic [160*Layers-1:0] Table = '0,
  /// Bits of the DMA's LENGTH, 8 to 26.
  parameter int unsigned LengthWidth = 26
) (
  input  logic        clk_i,
  input  logic        rst_i,
  output logic        irq_o,
  /// General-purpose port, AXI3 slave.
  input  logic        gp_awvalid_i,
  output logic        gp_awready_o,
  input  logic [11:0] gp_awid_i,
  input  logic [31:0] gp_awaddr_i,
  input  logic [3:0]  gp_awlen_i,
  input  logic [1:0]  gp_awsize_i,
  input  logic [1:0]  gp_awburst_i,
  input  logic        gp_wvalid_i,
  output logic        gp_wready_o,
  input  logic [31:0] gp_wdata_i,
  input  logic [3:0]  gp_wstrb_i,
  output logic        gp_bvalid_o,
  input  logic        gp_bready_i,
  output logic [11:0] gp_bid_o,
  output logic [1:0]  gp_bresp_o,
  input  logic        gp_arvalid_i,
  output logic        gp_arready_o,
  input  logic [11:0] gp_arid_i,
  input  logic [31:0] gp_araddr_i,
  input  logic [3:0]  gp_arlen_i,
  input  logic [1:0]  gp_arsize_i,
  input  logic [1:0]  gp_arburst_i,
  output logic        gp_rvalid_o,
  input  logic        gp_rready_i,
  output logic [11:0] gp_rid_o,
  output logic [31:0] gp_rdata_o,
  output logic [1:0]  gp_rresp_o,
  output logic        gp_rlast_o,
  /// High-performance port, AXI3 master: bursts of beats of 8 bytes, incrementing, all with ID 0.
  output logic        hp_arvalid_o,
  input  logic        hp_arready_i,
  output logic [31:0] hp_araddr_o,
  output logic [3:0]  hp_arlen_o,
  input  logic        hp_rvalid_i,
  output logic        hp_rready_o,
  input  logic [63:0] hp_rdata_i,
  input  logic [1:0]  hp_rresp_i,
  output logic        hp_awvalid_o,
  input  logic        hp_awready_i,
  output logic [31:0] hp_awaddr_o,
  output logic [3:0]  hp_awlen_o,
  output logic        hp_wvalid_o,
  input  logic        hp_wready_i,
  output logic [63:0] hp_wdata_o,
  output logic        hp_wlast_o,
  input  logic        hp_bvalid_i,
  output logic        hp_bready_o,
  input  logic [1:0]  hp_bresp_i
);
  localparam int unsigned ImageBeats = (ImageElements * Width + 63) / 64;
  localparam int unsigned ResultBeats = (ResultElements * OutWidth + 63) / 64;

  logic        access, access_write, access_core, answer_q, dma_answer, core_answer;
  logic [15:0] access_address;
  logic [31:0] access_data, answer_data_q, dma_answer_data, core_answer_data;
  logic        stream_rst, reset_asked, command_layers_rst, image_done;
  logic        command_rst_q, layers_rst_q;
  logic [3:0]  hold_q;
  logic        busy;
  logic [7:0]  error;
  logic        send_valid, send_ready, send_last;
  logic [63:0] send_data;
  logic        reply_valid, reply_ready, reply_last;
  logic [63:0] reply_data;
  logic        image_valid, image_ready, result_valid, result_ready;
  logic [63:0] image_data, result_data;
  logic        unpack_valid, unpack_ready, repack_valid, repack_ready;
  logic [63:0] unpack_data, repack_data;
  logic        in_valid, in_ready, out_valid, out_ready;
  logic [InLanes*Width-1:0]     in_data;
  logic [OutLanes*OutWidth-1:0] out_data;
  logic        code_valid, code_ready;
  logic [OutLanes*OutWidth-1:0] code_data;
  logic        load_start, load_valid, read_start, read_valid, read_ready;
  logic [7:0]  load_layer, read_layer;
  logic [31:0] load_data, read_data;
  logic [Layers-1:0] busy_layers, starved_layers, blocked_layers;

  // A reset of the DMA cuts packets off; what they led to starts anew with it.
  always_ff @(posedge clk_i) begin
    if (rst_i || reset_asked) hold_q <= 4'hf;
    else if (hold_q != 4'd0) hold_q <= hold_q - 4'd1;
    command_rst_q <= rst_i || stream_rst || reset_asked || hold_q != 4'd0;
    layers_rst_q  <= rst_i || stream_rst || reset_asked || hold_q != 4'd0 || command_layers_rst;
  end

  always_ff @(posedge clk_i) begin
    answer_q      <= dma_answer || core_answer;
    answer_data_q <= dma_answer ? dma_answer_data : core_answer_data;
  end

  accel_gp u_gp (
    .clk_i,
    .awvalid_i(gp_awvalid_i), .awready_o(gp_awready_o), .awid_i(gp_awid_i),
    .awaddr_i(gp_awaddr_i), .awlen_i(gp_awlen_i), .awsize_i(gp_awsize_i),
    .awburst_i(gp_awburst_i),
    .wvalid_i(gp_wvalid_i), .wready_o(gp_wready_o), .wdata_i(gp_wdata_i), .wstrb_i(gp_wstrb_i),
    .bvalid_o(gp_bvalid_o), .bready_i(gp_bready_i), .bid_o(gp_bid_o), .bresp_o(gp_bresp_o),
    .arvalid_i(gp_arvalid_i), .arready_o(gp_arready_o), .arid_i(gp_arid_i),
    .araddr_i(gp_araddr_i), .arlen_i(gp_arlen_i), .arsize_i(gp_arsize_i),
    .arburst_i(gp_arburst_i),
    .rvalid_o(gp_rvalid_o), .rready_i(gp_rready_i), .rid_o(gp_rid_o), .rdata_o(gp_rdata_o),
    .rresp_o(gp_rresp_o), .rlast_o(gp_rlast_o),
    .access_o(access), .access_write_o(access_write), .access_core_o(access_core),
    .access_address_o(access_address), .access_data_o(access_data), .answer_i(answer_q),
    .answer_data_i(answer_data_q)
  );

  accel_regs #(
    .Layers(Layers), .Width(Width), .Structure(Structure), .Contents(Contents),
    .ClockKhz(ClockKhz), .ImageBeats(ImageBeats), .ResultBeats(ResultBeats), .Table(Table)
  ) u_regs (
    .clk_i, .rst_i, .access_i(access && access_core), .write_i(access_write),
    .address_i(access_address), .data_i(access_data), .answer_o(core_answer),
    .answer_data_o(core_answer_data), .reset_o(reset_asked), .busy_i(busy || layers_rst_q),
    .error_i(error), .image_done_i(image_done), .busy_layers_i(busy_layers),
    .starved_layers_i(starved_layers), .blocked_layers_i(blocked_layers)
  );

  accel_dma #(.LengthWidth(LengthWidth)) u_dma (
    .clk_i, .rst_i, .access_i(access && !access_core), .write_i(access_write),
    .address_i(access_address), .data_i(access_data), .answer_o(dma_answer),
    .answer_data_o(dma_answer_data), .irq_o, .stream_rst_o(stream_rst),
    .arvalid_o(hp_arvalid_o), .arready_i(hp_arready_i), .araddr_o(hp_araddr_o),
    .arlen_o(hp_arlen_o), .rvalid_i(hp_rvalid_i), .rready_o(hp_rready_o), .rdata_i(hp_rdata_i),
    .rresp_i(hp_rresp_i), .awvalid_o(hp_awvalid_o), .awready_i(hp_awready_i),
    .awaddr_o(hp_awaddr_o), .awlen_o(hp_awlen_o), .wvalid_o(hp_wvalid_o), .wready_i(hp_wready_i),
    .wdata_o(hp_wdata_o), .wlast_o(hp_wlast_o), .bvalid_i(hp_bvalid_i), .bready_o(hp_bready_o),
    .bresp_i(hp_bresp_i), .send_valid_o(send_valid), .send_ready_i(send_ready),
    .send_data_o(send_data), .send_last_o(send_last), .receive_valid_i(reply_valid),
    .receive_ready_o(reply_ready), .receive_data_i(reply_data), .receive_last_i(reply_last)
  );

  accel_command #(
    .Layers(Layers), .ImageBeats(ImageBeats), .ResultBeats(ResultBeats), .Table(Table)
  ) u_command (
    .clk_i, .rst_i(command_rst_q), .busy_o(busy), .error_o(error), .image_done_o(image_done),
    .layers_rst_o(command_layers_rst), .valid_i(send_valid), .ready_o(send_ready),
    .data_i(send_data), .last_i(send_last), .reply_valid_o(reply_valid),
    .reply_ready_i(reply_ready), .reply_data_o(reply_data), .reply_last_o(reply_last),
    .image_valid_o(image_valid), .image_ready_i(image_ready), .image_data_o(image_data),
    .result_valid_i(result_valid), .result_ready_o(result_ready), .result_data_i(result_data),
    .load_start_o(load_start), .load_layer_o(load_layer), .load_valid_o(load_valid),
    .load_data_o(load_data), .read_start_o(read_start), .read_layer_o(read_layer),
    .read_valid_i(read_valid), .read_ready_o(read_ready), .read_data_i(read_data)
  );

  accel_skid #(.Bits(64)) u_image (
    .clk_i, .rst_i(layers_rst_q), .in_valid_i(image_valid), .in_ready_o(image_ready),
    .in_data_i(image_data), .out_valid_o(unpack_valid), .out_ready_i(unpack_ready),
    .out_data_o(unpack_data)
  );

  accel_unpack #(.Width(Width), .Lanes(InLanes), .Elements(ImageElements)) u_unpack (
    .clk_i, .rst_i(layers_rst_q), .in_valid_i(unpack_valid), .in_ready_o(unpack_ready),
    .in_data_i(unpack_data), .out_valid_o(in_valid), .out_ready_i(in_ready), .out_data_o(in_data)
  );

  accel_network u_network (
    .clk_i, .rst_i(layers_rst_q), .in_valid_i(in_valid), .in_ready_o(in_ready),
    .in_data_i(in_data), .out_valid_o(out_valid), .out_ready_i(out_ready), .out_data_o(out_data),
    .load_start_i(load_start), .load_layer_i(load_layer), .load_valid_i(load_valid),
    .load_data_i(load_data), .read_start_i(read_start), .read_layer_i(read_layer),
    .read_valid_o(read_valid), .read_ready_i(read_ready), .read_data_o(read_data),
    .busy_o(busy_layers), .starved_o(starved_layers), .blocked_o(blocked_layers)
  );

  accel_skid #(.Bits(OutLanes * OutWidth)) u_code (
    .clk_i, .rst_i(layers_rst_q), .in_valid_i(out_valid), .in_ready_o(out_ready),
    .in_data_i(out_data), .out_valid_o(code_valid), .out_ready_i(code_ready),
    .out_data_o(code_data)
  );

  accel_repack #(.Width(OutWidth), .Lanes(OutLanes), .Elements(ResultElements)) u_repack (
    .clk_i, .rst_i(layers_rst_q), .in_valid_i(code_valid), .in_ready_o(code_ready),
    .in_data_i(code_data), .out_valid_o(repack_valid), .out_ready_i(repack_ready),
    .out_data_o(repack_data)
  );

  accel_skid #(.Bits(64)) u_result (
    .clk_i, .rst_i(layers_rst_q), .in_valid_i(repack_valid), .in_ready_o(repack_ready),
    .in_data_i(repack_data), .out_valid_o(result_valid), .out_ready_i(result_ready),
    .out_data_o(result_data)
  );

  if (Width != 8 && Width != 16) begin : gen_width_illegal
    $error("%m: Width is %0d, not 8 or 16", Width);
  end
endmodule
