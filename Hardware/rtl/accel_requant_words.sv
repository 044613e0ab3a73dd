// SPDX-License-Identifier: BSD-3-Clause

/// The biases and multipliers of `accel_requant`: their memories, loading and reading back.
///
/// Latency 2 cycles from `entry_i` to `words_o`.
module accel_requant_words #(
  /// Words of a lane's memory, of which there are `Lanes`.
  parameter int Entries = 4,
  parameter int Lanes = 1,
  /// Prefix of the files with initial contents.
  parameter File = "",
  localparam int Bits = Entries > 1 ? $clog2(Entries) : 1
) (
  input  logic                   clk_i,
  input  logic                   rst_i,
  input  logic                   load_start_i,
  input  logic                   load_valid_i,
  input  logic [           31:0] load_data_i,
  input  logic [       Bits-1:0] entry_i,
  /// `{multiplier, bias}` of each lane.
  output logic [Lanes-1:0][48:0] words_o,
  input  logic                   read_start_i,
  output logic                   read_valid_o,
  input  logic                   read_ready_i,
  output logic [           31:0] read_data_o,
  /// A read is under way; `entry_i` shall go on by one if `read_step_o`.
  output logic                   reading_o,
  output logic                   read_step_o
);
  // Loading: a multiplier is written together with the bias that came before it.
  logic second_q, lane_end, entry_end, loaded_q, write_q, load;
  logic [Lanes-1:0] lane_q, write_lane_q;
  logic [Bits-1:0] load_entry_q, write_entry_q;
  logic [48:0] word_q;
  logic [31:0] bias_q;
  assign load = load_valid_i && !loaded_q;
  assign lane_end = lane_q[Lanes-1];
  assign entry_end = load_entry_q == Bits'(Entries - 1);
  // Nothing shall be written over the initial contents before a reset.
  initial write_q = 1'b0;
  always_ff @(posedge clk_i) begin
    if (load && !second_q) bias_q <= load_data_i;
    word_q <= {load_data_i[16:0], bias_q};
    write_q <= load && second_q && !rst_i;
    write_lane_q <= lane_q;
    write_entry_q <= load_entry_q;
    if (rst_i || load_start_i) begin
      second_q <= 1'b0;
      lane_q <= Lanes'(1);
      load_entry_q <= '0;
      loaded_q <= rst_i;
    end else if (load) begin
      second_q <= !second_q;
      if (second_q) lane_q <= lane_end ? Lanes'(1) : lane_q << 1;
      if (second_q && lane_end) load_entry_q <= load_entry_q + 1'b1;
      if (second_q && lane_end && entry_end) loaded_q <= 1'b1;
    end
  end

  for (genvar lane = 0; lane < Lanes; lane++) begin : gen_lane
    logic [48:0] read_q, data_q;
    if (Entries > 64) begin : gen_block
      (* ram_style = "block", no_rw_check *)
      logic [48:0] words[Entries];
      always_ff @(posedge clk_i) begin
        if (write_q && write_lane_q[lane]) words[write_entry_q] <= word_q;
        read_q <= words[entry_i];
      end
`ifndef SYNTHESIS
      initial for (int word = 0; word < Entries; word++) words[word] = '0;
`endif
      if (File != "") begin : gen_file
        initial $readmemh({File, "_", 8'(48 + lane)}, words);
      end
    end else begin : gen_tables
      (* ram_style = "distributed", no_rw_check *)
      logic [48:0] words[Entries];
      always_ff @(posedge clk_i) begin
        if (write_q && write_lane_q[lane]) words[write_entry_q] <= word_q;
        read_q <= words[entry_i];
      end
`ifndef SYNTHESIS
      initial for (int word = 0; word < Entries; word++) words[word] = '0;
`endif
      if (File != "") begin : gen_file
        initial $readmemh({File, "_", 8'(48 + lane)}, words);
      end
    end
    always_ff @(posedge clk_i) data_q <= read_q;
    assign words_o[lane] = data_q;
  end

  // Reading back: the words of an entry one after the other, then a pause while the next comes.
  localparam int Parts = 2 * Lanes;
  logic active_q, last_entry, step;
  logic [Parts-1:0] part_q;
  logic [2:0] pause_q;
  accel_counter #(
    .Count(Entries)
  ) u_entry (
    .clk_i,
    .rst_i,
    .step_i(read_step_o),
    .last_o(last_entry)
  );
  assign reading_o = active_q;
  assign read_valid_o = active_q && pause_q[2];
  assign step = read_valid_o && read_ready_i;
  assign read_step_o = step && part_q[Parts-1];
  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      active_q <= 1'b0;
      part_q <= Parts'(1);
      pause_q <= '0;
    end else begin
      if (read_start_i) active_q <= 1'b1;
      else if (read_step_o && last_entry) active_q <= 1'b0;
      if (step) part_q <= part_q[Parts-1] ? Parts'(1) : part_q << 1;
      pause_q <= !active_q || read_step_o ? '0 : {pause_q[1:0], 1'b1};
    end
  end
  always_comb begin
    read_data_o = '0;
    for (int lane = 0; lane < Lanes; lane++) begin
      if (part_q[2*lane]) read_data_o |= words_o[lane][31:0];
      if (part_q[2*lane+1]) read_data_o |= {15'b0, words_o[lane][48:32]};
    end
  end
endmodule
