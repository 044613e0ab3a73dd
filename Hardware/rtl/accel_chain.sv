// SPDX-License-Identifier: BSD-3-Clause

/// `Taps` DSPs in a cascade, their weights, and the accumulators behind them.
///
/// Everything that enters chain 0 goes on to the next chain two cycles later (steps, activations, loads),
/// or one cycle later (results). Memory group `g` gets a step's address `2 * g` cycles after
/// group 0; the activation of tap `i` must come `Latency + i` cycles behind its step, where
/// `Latency` is that of `accel_weights`, and one more if there are several banks: these lie some way
/// off. A pass's sums are on `result_o`
/// `Latency + Taps + (PerTap == 2 ? 10 : 8)` cycles after its last step was on `step_*_i`. One step
/// a cycle. No reset: what is under way leaves by itself.
module accel_chain #(
  /// This chain's place in the array.
  parameter int Index = 0,
  /// DSPs, 1 to 10.
  parameter int Taps = 2,
  /// Output channels of a chain: 2 of 8-bit elements, or 1 of 16-bit ones.
  parameter int PerTap = 2,
  /// Words of a weight memory.
  parameter int Depth = 16,
  /// Bits of an accumulator, 20 to 48.
  parameter int SumWidth = 32,
  /// Prefix of the files with initial weights: `<WeightFile>_<chain>_<group>_<bank>`, two digits
  /// each; "" for zeros.
  parameter WeightFile = "",
  /// 1 for weights in lookup tables.
  parameter bit Distributed = 0,
  localparam int Width = PerTap == 2 ? 8 : 16,
  localparam int AddressWidth = Depth > 1 ? $clog2(Depth) : 1
) (
  input  logic                       clk_i,
  /// A step: its address; whether there is one; whether it begins, and whether it ends, a pass.
  input  logic [   AddressWidth-1:0] step_address_i,
  input  logic                       step_valid_i,
  input  logic                       step_first_i,
  input  logic                       step_last_i,
  output logic [   AddressWidth-1:0] step_address_o,
  output logic                       step_valid_o,
  output logic                       step_first_o,
  output logic                       step_last_o,
  /// Activations, that of tap 0 in the lowest bits.
  input  logic [     Taps*Width-1:0] activations_i,
  output logic [     Taps*Width-1:0] activations_o,
  /// Sums of the chains before, and of this one: the first output channel's in the lowest bits.
  input  logic                       result_valid_i,
  input  logic [PerTap*SumWidth-1:0] result_i,
  output logic                       result_valid_o,
  output logic [PerTap*SumWidth-1:0] result_o,
  /// A word for a memory: chain, group and address say which.
  input  logic                       load_valid_i,
  input  logic [                5:0] load_chain_i,
  input  logic [                2:0] load_group_i,
  input  logic [   AddressWidth-1:0] load_address_i,
  input  logic [               31:0] load_data_i,
  output logic                       load_valid_o,
  output logic [                5:0] load_chain_o,
  output logic [                2:0] load_group_o,
  output logic [   AddressWidth-1:0] load_address_o,
  output logic [               31:0] load_data_o
);
  localparam int Groups = (Taps + 1) / 2;
  localparam int Latency = Depth > 1024 ? 4 : 2;
  /// Cycles from a step's address at group 0 to its sum at the accumulators' inputs.
  localparam int ToSum = Latency + Taps + (PerTap == 2 ? 6 : 4);

  if (Taps < 1 || Taps > 10 || SumWidth < 20 || SumWidth > 48) begin : gen_illegal
    $error("accel_chain: Taps must be 1 to 10, SumWidth 20 to 48");
  end

  // Hops. Equal registers of neighbours shall not be merged: that would make long wires of them.
  (* keep *) logic [AddressWidth-1:0] address0_q;
  (* keep *) logic [2:0] flags0_q, flags1_q;
  (* keep *) logic [Taps*Width-1:0] activations0_q, activations1_q;
  (* keep *) logic load_valid0_q, load_valid1_q;
  (* keep *) logic [5:0] load_chain0_q, load_chain1_q;
  (* keep *) logic [2:0] load_group0_q, load_group1_q;
  (* keep *) logic [AddressWidth-1:0] load_address0_q, load_address1_q;
  (* keep *) logic [31:0] load_data0_q, load_data1_q;
  (* keep *) logic [Groups-1:0] write_q;

  // Nothing shall be written over the initial contents before a reset.
  initial begin
    load_valid0_q = 1'b0;
    load_valid1_q = 1'b0;
    write_q = '0;
  end
  always_ff @(posedge clk_i) begin
    address0_q <= step_address_i;
    flags0_q <= {step_valid_i, step_first_i, step_last_i};
    flags1_q <= flags0_q;
    activations0_q <= activations_i;
    activations1_q <= activations0_q;
    load_valid0_q <= load_valid_i;
    load_valid1_q <= load_valid0_q;
    load_chain0_q <= load_chain_i;
    load_chain1_q <= load_chain0_q;
    load_group0_q <= load_group_i;
    load_group1_q <= load_group0_q;
    load_address0_q <= load_address_i;
    load_address1_q <= load_address0_q;
    load_data0_q <= load_data_i;
    load_data1_q <= load_data0_q;
    for (int group = 0; group < Groups; group++) begin
      write_q[group] <= load_valid0_q && load_chain0_q == 6'(Index) && load_group0_q == 3'(group);
    end
  end

  assign {step_valid_o, step_first_o, step_last_o} = flags1_q;
  assign activations_o = activations1_q;
  assign load_valid_o = load_valid1_q;
  assign load_chain_o = load_chain1_q;
  assign load_group_o = load_group1_q;
  assign load_address_o = load_address1_q;
  assign load_data_o = load_data1_q;

  // Weights. Addresses come to a group two cycles after they came to the one before.
  logic [Groups-1:0][AddressWidth-1:0] addresses;
  logic [Groups-1:0][31:0] words;
  assign step_address_o = addresses[0];
  for (genvar group = 0; group < Groups; group++) begin : gen_group
    (* keep *) logic [AddressWidth-1:0] before_q, address_q;
    if (group == 0) begin : gen_first
      assign before_q = address0_q;
    end else begin : gen_next
      always_ff @(posedge clk_i) before_q <= addresses[group-1];
    end
    always_ff @(posedge clk_i) address_q <= before_q;
    assign addresses[group] = address_q;
    logic [31:0] said;
    accel_weights #(
      .Depth(Depth),
      .File(WeightFile == "" ? "" : {WeightFile, "_", 8'(48 + Index / 10), 8'(48 + Index % 10),
                                     "_", 8'(48 + group / 10), 8'(48 + group % 10), "_"}),
      .Distributed(Distributed)
    ) u_weights (
      .clk_i,
      .write_i(write_q[group]),
      .write_address_i(load_address1_q),
      .write_data_i(load_data1_q),
      .read_address_i(address_q),
      .data_o(said)
    );
    if (Depth > 1024) begin : gen_way
      (* keep *) logic [31:0] way_q;
      always_ff @(posedge clk_i) way_q <= said;
      assign words[group] = way_q;
    end else begin : gen_near
      assign words[group] = said;
    end
  end

  // The cascade.
  logic [Taps-1:0][15:0] weights;
  logic [Taps:0][47:0] cascade;
  logic [Taps-1:0][47:0] sums;
  assign cascade[0] = '0;
  for (genvar tap = 0; tap < Taps; tap++) begin : gen_tap
    if (tap % 2 == 0) begin : gen_even
      assign weights[tap] = words[tap/2][15:0];
    end else begin : gen_odd
      (* keep *) logic [15:0] weight_q;
      always_ff @(posedge clk_i) weight_q <= words[tap/2][31:16];
      assign weights[tap] = weight_q;
    end
    accel_mac #(
      .PerTap(PerTap),
      .First(tap == 0)
    ) u_mac (
      .clk_i,
      .weight_i(weights[tap]),
      .activation_i(activations1_q[tap*Width+:Width]),
      .cascade_i(cascade[tap]),
      .cascade_o(cascade[tap+1]),
      .sum_o(sums[tap])
    );
  end

  logic unused;
  assign unused = &{1'b0, cascade, sums, addresses};

  // The only way out of the DSPs: what ten products of two fields need, or as much as is
  // accumulated.
  localparam int SumBits = PerTap == 2 ? 37 : SumWidth;
  (* keep *) logic [SumBits-1:0] sum_q;
  always_ff @(posedge clk_i) sum_q <= sums[Taps-1][SumBits-1:0];

  logic valid, first, last;
  accel_delay #(
    .Width(3),
    .Stages(ToSum)
  ) u_flags (
    .clk_i,
    .data_i(flags1_q),
    .data_o({valid, first, last})
  );

  logic [PerTap-1:0][SumWidth-1:0] parts, totals_q;
  if (PerTap == 2) begin : gen_fields
    accel_fields #(
      .Taps(Taps),
      .SumWidth(SumWidth)
    ) u_fields (
      .clk_i,
      .weights_i(weights),
      .activations_i(activations1_q),
      .sum_i(sum_q),
      .low_o(parts[0]),
      .high_o(parts[1])
    );
  end else begin : gen_whole
    assign parts[0] = sum_q;
  end

  logic done_q, result_valid_q;
  logic [PerTap*SumWidth-1:0] result_q;
  always_ff @(posedge clk_i) begin
    for (int part = 0; part < PerTap; part++) begin
      if (valid) totals_q[part] <= parts[part] + (first ? '0 : totals_q[part]);
    end
    done_q <= valid && last;
    result_valid_q <= done_q || result_valid_i;
    result_q <= done_q ? totals_q : result_i;
  end
  assign result_valid_o = result_valid_q;
  assign result_o = result_q;
endmodule
