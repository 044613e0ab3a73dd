// SPDX-License-Identifier: BSD-3-Clause
`include "accel_regs.svh"

/// The design's own registers (Docs/Registers.md): identity, control, status, cycles, and the table of
/// layers with their counters.
///
/// An access is answered `Layers + 4` cycles later: it passes from layer to layer, and each adds what
/// it has to say.
module accel_regs #(
  /// Layers, 1 to 255.
  parameter int unsigned Layers = 1,
  /// Bits of an element, 8 or 16.
  parameter int unsigned Width = 8,
  /// Hashes of the network and of what its memories hold at the start.
  parameter logic [63:0] Structure = 64'd0,
  parameter logic [63:0] Contents = 64'd0,
  parameter int unsigned ClockKhz = 1,
  /// Beats of 64 bits of an image and of a result.
  parameter int unsigned ImageBeats = 1,
  parameter int unsigned ResultBeats = 1,
  /// For each layer KIND, ARRAY, DEPTH, WORDS and READS, the first layer in the lowest bits.
  parameter logic [160*Layers-1:0] Table = '0
) (
  input  logic              clk_i,
  input  logic              rst_i,
  /// An access, high for one cycle; the rest holds until the answer.
  input  logic              access_i,
  input  logic              write_i,
  input  logic [15:0]       address_i,
  input  logic [31:0]       data_i,
  output logic              answer_o,
  output logic [31:0]       answer_data_o,
  /// CONTROL.RESET, for one cycle.
  output logic              reset_o,
  /// What the command unit says.
  input  logic              busy_i,
  input  logic [7:0]        error_i,
  input  logic              image_done_i,
  /// Layers: cycles to count.
  input  logic [Layers-1:0] busy_layers_i,
  input  logic [Layers-1:0] starved_layers_i,
  input  logic [Layers-1:0] blocked_layers_i
);
  localparam int unsigned ResetBit = `ACCEL_CORE_CONTROL_RESET_BIT;
  localparam int unsigned ClearBit = `ACCEL_CORE_CONTROL_CLEAR_BIT;

  logic [Layers:0]          pass, clear;
  logic [32*(Layers+1)-1:0] said;
  logic [14*(Layers+1)-1:0] address;
  // The access on its way: as it came, and decoded; registers beside the table's are the lowest 16.
  logic [1:0]  access_q;
  (* keep *) logic write_q;
  (* keep *) logic [15:0] address_q;
  logic        lowest_q, capture_q;
  logic [5:0]  offset_q;
  logic        reset_bit_q, clear_bit_q;
  logic        control, reset_q, clear_q;
  logic        busy_q, image_done_q;
  logic [7:0]  error_q;
  logic [63:0] cycles_q;
  logic [31:0] cycles_before_q, cycles_high_q, images_q;
  logic [31:0] identity;

  assign control = access_q[1] && write_q && lowest_q && offset_q == 6'(`ACCEL_CORE_CONTROL);
  assign reset_o = reset_q;

  logic unused;
  assign unused = &{1'b0, data_i, address_q[1:0], address[14*Layers +: 14], clear[Layers]};

  // As the chip is configured.
  initial access_q = 2'b00;

  // Unlike the registers, an access outlives a reset: whoever asked waits for the answer.
  always_ff @(posedge clk_i) begin
    access_q     <= {access_q[0], access_i};
    write_q      <= write_i;
    address_q    <= address_i;
    lowest_q     <= address_q[15:6] == 10'd0;
    offset_q     <= address_q[5:0];
    reset_bit_q  <= data_i[ResetBit];
    clear_bit_q  <= data_i[ClearBit];
    busy_q       <= busy_i;
    error_q      <= error_i;
    image_done_q <= image_done_i;
    capture_q    <= access_q[1] && !write_q && lowest_q && offset_q == 6'(`ACCEL_CORE_CYCLES_LO);
    // As they were in the cycle whose lower half is said.
    cycles_before_q <= cycles_q[63:32];
  end

  always_comb begin
    unique case ({10'd0, offset_q})
      `ACCEL_CORE_MAGIC:         identity = `ACCEL_CORE_MAGIC_VALUE;
      `ACCEL_CORE_VERSION:       identity = `ACCEL_CORE_VERSION_VALUE;
      `ACCEL_CORE_STRUCTURE_LO:  identity = Structure[31:0];
      `ACCEL_CORE_STRUCTURE_HI:  identity = Structure[63:32];
      `ACCEL_CORE_CONTENTS_LO:   identity = Contents[31:0];
      `ACCEL_CORE_CONTENTS_HI:   identity = Contents[63:32];
      `ACCEL_CORE_CLOCK_KHZ:     identity = ClockKhz;
      `ACCEL_CORE_CAPABILITIES:  identity = {31'd0, Width == 16};
      `ACCEL_CORE_STATUS:        identity = {16'd0, error_q, 7'd0, busy_q};
      `ACCEL_CORE_LAYER_COUNT:   identity = Layers;
      `ACCEL_CORE_IMAGE_IN:      identity = ImageBeats;
      `ACCEL_CORE_IMAGE_OUT:     identity = ResultBeats;
      `ACCEL_CORE_CYCLES_LO:     identity = cycles_q[31:0];
      `ACCEL_CORE_CYCLES_HI:     identity = cycles_high_q;
      `ACCEL_CORE_IMAGES:        identity = images_q;
      default:                   identity = 32'd0;
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      reset_q       <= 1'b0;
      clear_q       <= 1'b1;
      cycles_q      <= 64'd0;
      cycles_high_q <= 32'd0;
      images_q      <= 32'd0;
    end else begin
      reset_q  <= control && reset_bit_q;
      clear_q  <= control && clear_bit_q;
      cycles_q <= clear_q ? 64'd0 : cycles_q + 64'd1;
      images_q <= clear_q ? 32'd0 : images_q + {31'd0, image_done_q};
      if (capture_q) cycles_high_q <= cycles_before_q;
    end
  end

  assign address[13:0] = address_q[15:2];
  assign clear[0]      = clear_q;
  always_ff @(posedge clk_i) begin
    pass[0]    <= access_q[1];
    said[31:0] <= lowest_q ? identity : 32'd0;
  end

  for (genvar i = 0; i < Layers; i++) begin : gen_layer
    accel_layer_regs #(.Index(i), .Constants(Table[160*i +: 160])) u_layer (
      .clk_i, .clear_i(clear[i]), .clear_o(clear[i+1]),
      .address_i(address[14*i +: 14]), .address_o(address[14*(i+1) +: 14]),
      .busy_i(busy_layers_i[i]), .starved_i(starved_layers_i[i]), .blocked_i(blocked_layers_i[i]),
      .pass_i(pass[i]), .said_i(said[32*i +: 32]),
      .pass_o(pass[i+1]), .said_o(said[32*(i+1) +: 32])
    );
  end

  always_ff @(posedge clk_i) begin
    answer_o      <= pass[Layers];
    answer_data_o <= said[32*Layers +: 32];
  end

  if (Layers < 1 || Layers > `ACCEL_CORE_LAYER_MOST) begin : gen_layers_illegal
    $error("%m: Layers is %0d, not 1 to 255", Layers);
  end
endmodule
