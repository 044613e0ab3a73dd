// SPDX-License-Identifier: BSD-3-Clause
// Inside accel_skid, for proofs.
logic formal_marked;
logic [1:0] formal_held, formal_ahead;
logic [Bits-1:0] formal_mark;
logic formal_begun = 1'b0;

formal_stream #(.Bits(Bits), .Capacity(2), .Latency(1), .CountBits(2)) u_formal (
  .clk_i, .rst_i, .in_valid_i, .in_ready_i(in_ready_o), .in_data_i, .out_valid_i(out_valid_o),
  .out_ready_i, .out_data_i(out_data_o), .held_o(formal_held), .marked_o(formal_marked),
  .ahead_o(formal_ahead), .mark_o(formal_mark)
);

always_ff @(posedge clk_i) formal_begun <= 1'b1;

// What the proof by induction needs to know of the inside.
always_comb begin
  if (formal_begun && !rst_i) begin
    assert (formal_held == 2'(valid_q) + 2'(!ready_q));
    assert (ready_q || valid_q);
    if (formal_marked) assert (formal_mark == (formal_ahead == '0 ? data_q : spare_q));
  end
end
