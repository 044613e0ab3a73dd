// SPDX-License-Identifier: BSD-3-Clause

/// `Chains` chains, what feeds them and what collects their sums.
///
/// Takes the words of each pass (`Steps` of them), and `Folds` passes for an output pixel; gives
/// the pixel's `OutChannels` sums, `OutLanes` a beat. One word a cycle while the sums are taken and
/// `Chains * (OutLanes == PerTap ? 1 : PerTap) <= Steps`. A pass begins only if the memory behind
/// the chains has room for its sums, so nothing behind `in_ready_o` ever waits. All outputs come
/// from registers.
///
/// Weights: 32-bit words for each chain, group of two taps and address, in this order; read back
/// with activations of 1 at one tap and 0 elsewhere, for each address, tap and chain. Loads and
/// reads begin while no words of an image are under way. After `rst_i`, it takes nothing until the
/// chains are empty.
module accel_array #(
  /// DSPs of a chain, 1 to 10.
  parameter int Taps = 2,
  /// 1 to 64.
  parameter int Chains = 2,
  /// Output channels of a chain: 2 of 8-bit elements, or 1 of 16-bit ones.
  parameter int PerTap = 2,
  /// Output channels of a beat: `PerTap`, or 1.
  parameter int OutLanes = 1,
  /// Words of a pass.
  parameter int Steps = 8,
  /// Output channels.
  parameter int OutChannels = 8,
  /// Bits of a sum, 20 to 48.
  parameter int SumWidth = 32,
  /// Prefix of the files with initial weights (`accel_chain`), "" for zeros.
  parameter WeightFile = "",
  /// 1 for weights in lookup tables.
  parameter bit Distributed = 0,
  localparam int Width = PerTap == 2 ? 8 : 16
) (
  input  logic                         clk_i,
  input  logic                         rst_i,
  input  logic                         in_valid_i,
  output logic                         in_ready_o,
  /// Elements, that of tap 0 in the lowest bits.
  input  logic [       Taps*Width-1:0] in_data_i,
  /// Whether the word is a pass's last one.
  input  logic                         in_last_i,
  output logic                         out_valid_o,
  input  logic                         out_ready_i,
  output logic [OutLanes*SumWidth-1:0] out_data_o,
  /// High for one cycle before a load; then words come at any time.
  input  logic                         load_start_i,
  input  logic                         load_valid_i,
  input  logic [                 31:0] load_data_i,
  /// High when all weights came: the next word is for whoever is loaded behind this array.
  output logic                         load_done_o,
  /// High for one cycle; then come `Depth * Taps * Chains` words.
  input  logic                         read_start_i,
  output logic                         read_valid_o,
  input  logic                         read_ready_i,
  output logic [                 31:0] read_data_o,
  /// High for one cycle behind the last word.
  output logic                         read_done_o,
  /// Cycles in which it took a word, waited for one, or could not begin a pass.
  output logic                         busy_o,
  output logic                         starved_o,
  output logic                         blocked_o
);
  localparam int Pairs = (OutChannels + PerTap - 1) / PerTap;
  localparam int Folds = (Pairs + Chains - 1) / Chains;
  localparam int Depth = Folds * Steps;
  localparam int AddressWidth = Depth > 1 ? $clog2(Depth) : 1;
  localparam int Latency = Depth > 1024 ? 4 : 2;
  localparam int ResultWidth = PerTap * SumWidth;
  /// Cycles from a pass's beginning to when the room of all its sums is free again, at most, if
  /// nobody waits; and the room that lets passes follow each other.
  localparam int RoundTrip =
      3 * Chains + Latency + Taps + 21 + (OutLanes == PerTap ? 0 : Chains);
  localparam int Room = Chains * ((RoundTrip + Steps - 1) / Steps + 2);

  if (PerTap != 1 && PerTap != 2) begin : gen_bad_per_tap
    $error("accel_array: PerTap must be 1 or 2");
  end
  if (OutLanes != 1 && (OutLanes != PerTap || OutChannels % 2 != 0)) begin : gen_bad_lanes
    $error("accel_array: OutLanes must be 1, or PerTap for an even number of OutChannels");
  end
  if (Chains > 64 || Chains * (OutLanes == PerTap ? 1 : PerTap) > Steps) begin : gen_bad_chains
    $error("accel_array: too many Chains for a pass of Steps");
  end

  // Behind a reset, what is in the chains is let out and dropped.
  localparam int FlushCycles = RoundTrip + 16;
  localparam int FlushBits = $clog2(FlushCycles + 1);
  logic [FlushBits-1:0] flush_q;
  logic reset;
  (* keep *) logic flushing_q;
  // As the chip is configured.
  initial flushing_q = 1'b1;
  always_ff @(posedge clk_i) begin
    if (rst_i) flush_q <= FlushBits'(FlushCycles);
    else if (flush_q != '0) flush_q <= flush_q - 1'b1;
    flushing_q <= rst_i || flush_q != '0;
  end
  assign reset = flushing_q;

  // A pass begins when there is room for its sums.
  localparam int RoomBits = $clog2(Room + 1);
  logic accept, step, begins, room, empty, pass_q, last_fold;
  logic reading, read_issue, read_next, pop;
  logic [Taps-1:0] read_taps;
  assign in_ready_o = pass_q || (room && !reading);
  assign accept = in_valid_i && in_ready_o;
  assign step = accept || read_issue;
  assign begins = step && !pass_q;

  always_ff @(posedge clk_i) begin
    if (reset) pass_q <= 1'b0;
    else if (accept) pass_q <= !in_last_i;
  end

  accel_counter #(
    .Count(Folds)
  ) u_fold (
    .clk_i,
    .rst_i (reset),
    .step_i(begins && !reading),
    .last_o(last_fold)
  );

  accel_credit #(
    .Places(Room),
    .Threshold(Steps == 1 ? 2 * Chains : Chains)
  ) u_credit (
    .clk_i,
    .rst_i(reset),
    .take_i(begins),
    .count_i(RoomBits'(last_fold && !reading ? Pairs - (Folds - 1) * Chains : Chains)),
    .give_i(pop),
    .room_o(room),
    .empty_o(empty)
  );

  accel_weight_read #(
    .Taps(Taps),
    .Chains(Chains),
    .Depth(Depth)
  ) u_read (
    .clk_i,
    .rst_i(reset),
    .start_i(read_start_i),
    .room_i(room),
    .empty_i(empty),
    .active_o(reading),
    .issue_o(read_issue),
    .next_o(read_next),
    .taps_o(read_taps),
    .done_o(read_done_o)
  );

  // Steps, and the skew of their activations.
  logic [AddressWidth-1:0] next_address_q, address_q;
  logic valid_q, first_q, last_q;
  logic [Taps*Width-1:0] data_q, activations_q, skewed;
  logic [Taps-1:0] read_taps_q;
  // A copy for each tap, for it has as many readers as these have bits.
  (* keep *) logic [Taps-1:0] readings_q;
  always_ff @(posedge clk_i) begin
    valid_q <= step && !reset;
    first_q <= !pass_q;
    last_q <= in_last_i || reading;
    address_q <= next_address_q;
    if (reset) begin
      next_address_q <= '0;
    end else if (reading ? read_issue && read_next : accept) begin
      next_address_q <=
          next_address_q == AddressWidth'(Depth - 1) ? '0 : next_address_q + 1'b1;
    end
    data_q <= in_data_i;
    read_taps_q <= read_taps;
    for (int tap = 0; tap < Taps; tap++) begin
      readings_q[tap] <= reading;
      activations_q[tap*Width+:Width] <=
          readings_q[tap] ? Width'(read_taps_q[tap]) : data_q[tap*Width+:Width];
    end
  end
  for (genvar tap = 0; tap < Taps; tap++) begin : gen_skew
    accel_delay #(
      .Width(Width),
      .Stages(Latency + tap - 1)
    ) u_skew (
      .clk_i,
      .data_i(activations_q[tap*Width+:Width]),
      .data_o(skewed[tap*Width+:Width])
    );
  end

  // Chains, from left to right.
  logic [Chains:0][AddressWidth-1:0] addresses, load_addresses;
  logic [Chains:0][2:0] flags;
  logic [Chains:0][Taps*Width-1:0] activations;
  logic [Chains:0][ResultWidth:0] results;
  logic [Chains:0][41:0] loads;
  assign addresses[0] = address_q;
  assign flags[0] = {valid_q, first_q, last_q};
  assign activations[0] = skewed;
  assign results[0] = '0;

  accel_weight_load #(
    .Chains(Chains),
    .Groups((Taps + 1) / 2),
    .Depth(Depth)
  ) u_load (
    .clk_i,
    .rst_i(rst_i),
    .start_i(load_start_i),
    .valid_i(load_valid_i),
    .data_i(load_data_i),
    .done_o(load_done_o),
    .valid_o(loads[0][41]),
    .chain_o(loads[0][40:35]),
    .group_o(loads[0][34:32]),
    .address_o(load_addresses[0]),
    .data_o(loads[0][31:0])
  );

  for (genvar chain = 0; chain < Chains; chain++) begin : gen_chain
    accel_chain #(
      .Index(chain),
      .Taps(Taps),
      .PerTap(PerTap),
      .Depth(Depth),
      .SumWidth(SumWidth),
      .WeightFile(WeightFile),
      .Distributed(Distributed)
    ) u_chain (
      .clk_i,
      .step_address_i(addresses[chain]),
      .step_valid_i(flags[chain][2]),
      .step_first_i(flags[chain][1]),
      .step_last_i(flags[chain][0]),
      .step_address_o(addresses[chain+1]),
      .step_valid_o(flags[chain+1][2]),
      .step_first_o(flags[chain+1][1]),
      .step_last_o(flags[chain+1][0]),
      .activations_i(activations[chain]),
      .activations_o(activations[chain+1]),
      .result_valid_i(results[chain][ResultWidth]),
      .result_i(results[chain][ResultWidth-1:0]),
      .result_valid_o(results[chain+1][ResultWidth]),
      .result_o(results[chain+1][ResultWidth-1:0]),
      .load_valid_i(loads[chain][41]),
      .load_chain_i(loads[chain][40:35]),
      .load_group_i(loads[chain][34:32]),
      .load_address_i(load_addresses[chain]),
      .load_data_i(loads[chain][31:0]),
      .load_valid_o(loads[chain+1][41]),
      .load_chain_o(loads[chain+1][40:35]),
      .load_group_o(loads[chain+1][34:32]),
      .load_address_o(load_addresses[chain+1]),
      .load_data_o(loads[chain+1][31:0])
    );
  end

  accel_collect #(
    .PerTap(PerTap),
    .OutLanes(OutLanes),
    .SumWidth(SumWidth),
    .Room(Room),
    .Results(Folds * Chains),
    .OutChannels(OutChannels)
  ) u_collect (
    .clk_i,
    .rst_i(reset),
    .valid_i(results[Chains][ResultWidth]),
    .result_i(results[Chains][ResultWidth-1:0]),
    .reading_i(reading),
    .pop_o(pop),
    .out_valid_o,
    .out_ready_i,
    .out_data_o,
    .read_valid_o,
    .read_ready_i,
    .read_data_o
  );

  logic busy_q, starved_q, blocked_q;
  always_ff @(posedge clk_i) begin
    busy_q <= accept;
    starved_q <= in_ready_o && !in_valid_i;
    blocked_q <= in_valid_i && !in_ready_o;
  end
  assign busy_o = busy_q;
  assign starved_o = starved_q;
  assign blocked_o = blocked_q;

  logic unused;
  assign unused = &{1'b0, addresses[Chains], flags[Chains], activations[Chains], loads[Chains],
                    load_addresses[Chains]};
endmodule
