// SPDX-License-Identifier: BSD-3-Clause

/// Takes the results of an array's chains, drops those of no output channel, and gives the rest as
/// beats.
///
/// One beat a cycle. Results come without handshake: whoever asks for them knows from `pop_o` how
/// many of the `Room` places are free. Latency 5 cycles.
module accel_collect #(
  /// Sums of a result, and of a beat: as many, or 1.
  parameter int PerTap = 2,
  parameter int OutLanes = 1,
  parameter int SumWidth = 32,
  /// Results it has room for.
  parameter int Room = 16,
  /// Results of an output pixel; the first ones, of `OutChannels` sums, are kept.
  parameter int Results = 4,
  parameter int OutChannels = 7,
  localparam int ResultWidth = PerTap * SumWidth
) (
  input  logic                         clk_i,
  input  logic                         rst_i,
  input  logic                         valid_i,
  input  logic [      ResultWidth-1:0] result_i,
  /// Results are words that are read back: all are kept, and go to `read_data_o`. Changes while none
  /// is on its way.
  input  logic                         reading_i,
  /// A result was taken.
  output logic                         pop_o,
  output logic                         out_valid_o,
  input  logic                         out_ready_i,
  output logic [OutLanes*SumWidth-1:0] out_data_o,
  output logic                         read_valid_o,
  input  logic                         read_ready_i,
  output logic [                 31:0] read_data_o
);
  localparam int Kept = (OutChannels + PerTap - 1) / PerTap;

  (* keep *) logic reading_q;
  logic keep, push_q;
  logic [ResultWidth-1:0] result_q, head;
  if (Kept == Results) begin : gen_all
    assign keep = 1'b1;
  end else begin : gen_some
    localparam int Bits = $clog2(Results);
    logic [Bits-1:0] place_q;
    always_ff @(posedge clk_i) begin
      if (rst_i) place_q <= '0;
      else if (valid_i && !reading_q) begin
        place_q <= place_q == Bits'(Results - 1) ? '0 : place_q + 1'b1;
      end
    end
    assign keep = reading_q || place_q < Bits'(Kept);
  end

  always_ff @(posedge clk_i) begin
    reading_q <= reading_i;
    push_q <= valid_i && keep && !rst_i;
    result_q <= result_i;
  end

  logic stored_valid, stored_ready, head_valid, head_ready, free;
  logic [ResultWidth-1:0] stored;
  accel_fifo #(
    .Bits(ResultWidth),
    .Depth(Room < 2 ? 2 : Room)
  ) u_fifo (
    .clk_i,
    .rst_i,
    .in_valid_i(push_q),
    .in_ready_o(free),
    .in_data_i(result_q),
    .out_valid_o(stored_valid),
    .out_ready_i(stored_ready),
    .out_data_o(stored)
  );
  accel_skid #(
    .Bits(ResultWidth)
  ) u_cut (
    .clk_i,
    .rst_i,
    .in_valid_i(stored_valid),
    .in_ready_o(stored_ready),
    .in_data_i(stored),
    .out_valid_o(head_valid),
    .out_ready_i(head_ready),
    .out_data_o(head)
  );
  assign pop_o = head_valid && head_ready;

  assign read_valid_o = head_valid && reading_q;
  assign out_valid_o = head_valid && !reading_q;
  if (PerTap == 2) begin : gen_two_weights
    assign read_data_o = {16'b0, head[SumWidth+:8], head[7:0]};
  end else begin : gen_one_weight
    assign read_data_o = {16'b0, head[15:0]};
  end

  if (OutLanes == PerTap) begin : gen_whole
    assign out_data_o = head;
    assign head_ready = reading_q ? read_ready_i : out_ready_i;
  end else begin : gen_halves
    logic high_q, single;
    if (OutChannels % 2 == 1) begin : gen_odd
      accel_counter #(
        .Count(Kept)
      ) u_pair (
        .clk_i,
        .rst_i,
        .step_i(pop_o && !reading_q),
        .last_o(single)
      );
    end else begin : gen_even
      assign single = 1'b0;
    end
    always_ff @(posedge clk_i) begin
      if (rst_i) high_q <= 1'b0;
      else if (out_valid_o && out_ready_i) high_q <= !high_q && !single;
    end
    assign out_data_o = high_q ? head[SumWidth+:SumWidth] : head[SumWidth-1:0];
    assign head_ready = reading_q ? read_ready_i : out_ready_i && (high_q || single);
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk_i) begin
    if (!rst_i && push_q && !free) $error("accel_collect: a result found no room");
  end
`endif
  logic unused;
  assign unused = &{1'b0, free};
endmodule
