// SPDX-License-Identifier: BSD-3-Clause
// Inside accel_fifo, for proofs.
localparam int FormalCapacity = Depth + 1 + Block;
localparam int FormalBits = $clog2(2 * FormalCapacity + 2);

logic formal_marked;
logic [FormalBits-1:0] formal_held, formal_ahead, formal_stored, formal_fetched, formal_place;
logic [Bits-1:0] formal_mark, formal_fetched_data, formal_memory_data;
logic formal_begun = 1'b0;

formal_stream #(
  .Bits(Bits), .Capacity(FormalCapacity), .Latency(2 + Block), .CountBits(FormalBits)
) u_formal (
  .clk_i, .rst_i, .in_valid_i, .in_ready_i(in_ready_o), .in_data_i, .out_valid_i(out_valid_o),
  .out_ready_i, .out_data_i(out_data_o), .held_o(formal_held), .marked_o(formal_marked),
  .ahead_o(formal_ahead), .mark_o(formal_mark)
);

always_ff @(posedge clk_i) formal_begun <= 1'b1;

if (Block == 1) begin : gen_formal_block
  assign formal_fetched = FormalBits'(gen_block.fetched_valid_q);
  assign formal_fetched_data = gen_block.fetched_q;
  assign formal_memory_data = gen_block.memory[AddressBits'(formal_place)];
end else begin : gen_formal_distributed
  assign formal_fetched = '0;
  assign formal_fetched_data = '0;
  assign formal_memory_data = gen_distributed.memory[AddressBits'(formal_place)];
end

// Where the marked beat lies in the memory, if it does.
assign formal_stored = full_q ? FormalBits'(Depth) : FormalBits'(count_q);
always_comb begin
  formal_place = FormalBits'(read_q) + formal_ahead - FormalBits'(out_valid_q) - formal_fetched;
  if (formal_place >= FormalBits'(Depth)) formal_place = formal_place - FormalBits'(Depth);
end

// What the proof by induction needs to know of the inside.
always_comb begin
  if (formal_begun && !rst_i) begin
    assert (formal_held == formal_stored + formal_fetched + FormalBits'(out_valid_q));
    assert (count_q == AddressBits'(formal_stored));
    assert (full_q == (formal_stored == FormalBits'(Depth)));
    assert (some_q == (formal_stored != '0));
    assert (formal_stored <= FormalBits'(Depth));
    assert (read_q <= Last);
    assert (write_q <= Last);
    assert (FormalBits'(read_q) + formal_stored == FormalBits'(write_q)
            || FormalBits'(read_q) + formal_stored == FormalBits'(write_q) + FormalBits'(Depth));
    if (formal_marked) begin
      if (out_valid_q && formal_ahead == '0) assert (formal_mark == out_q);
      else if (formal_fetched != '0 && formal_ahead == FormalBits'(out_valid_q))
        assert (formal_mark == formal_fetched_data);
      else assert (formal_mark == formal_memory_data);
    end
  end
end
