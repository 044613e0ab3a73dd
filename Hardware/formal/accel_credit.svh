// SPDX-License-Identifier: BSD-3-Clause
// Inside accel_credit, for proofs: whoever takes places as it is told to never takes one that is not
// free, and no free place is forgotten.
localparam int FormalBits = $clog2(2 * Places + 2);

// Places that are taken, how many the cycle before took, and whether it gave one back.
logic [FormalBits-1:0] formal_held_q, formal_took_q, formal_took, formal_free;
logic formal_gave_q;
// As they were before the latest cycle.
logic [FormalBits-1:0] formal_held_before_q, formal_free_before_q;
logic formal_rst_q;
logic formal_begun = 1'b0, formal_full = 1'b0;

assign formal_took = take_i ? FormalBits'(count_i) : '0;
// A place is free again in the cycle after the one in which it is given back.
assign formal_free = FormalBits'(Places) - formal_held_q - FormalBits'(formal_gave_q);

always_ff @(posedge clk_i) begin
  formal_begun <= 1'b1;
  formal_rst_q <= rst_i;
  formal_held_before_q <= formal_held_q;
  formal_free_before_q <= formal_free;
  formal_full <= !rst_i && (formal_full || formal_held_q == FormalBits'(Places));
  if (rst_i) begin
    formal_held_q <= '0;
    formal_took_q <= '0;
    formal_gave_q <= 1'b0;
  end else begin
    formal_held_q <= formal_held_q + formal_took - FormalBits'(give_i);
    formal_took_q <= formal_took;
    formal_gave_q <= give_i;
  end
end

always_comb begin
  if (!formal_begun) assume (rst_i);
  if (formal_begun && !rst_i) begin
    // Two cycles in a row take what was promised once.
    if (take_i) assume (room_o && formal_took + formal_took_q <= FormalBits'(Threshold));
    if (give_i) assume (formal_held_q != '0);

    assert (formal_held_q <= FormalBits'(Places));
    assert (FormalBits'(free_q) == formal_free);
    if (formal_rst_q) begin
      assert (!room_o && !empty_o);
      assert (formal_held_q == '0);
    end else begin
      assert (room_o == (formal_free_before_q >= FormalBits'(Threshold)));
      assert (empty_o == (formal_free_before_q == FormalBits'(Places)));
      if (empty_o) assert (formal_held_before_q == '0);
      // For the induction: what was free is, but for what the cycle before took.
      assert (formal_free + formal_took_q >= formal_free_before_q);
      assert (formal_held_before_q <= FormalBits'(Places));
    end

    cover (formal_held_q == FormalBits'(Places));
    cover (formal_full && room_o);
    cover (formal_full && empty_o);
  end
end
