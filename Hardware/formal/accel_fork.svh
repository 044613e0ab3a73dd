// SPDX-License-Identifier: BSD-3-Clause
// Inside accel_fork, for proofs: a side is offered a beat exactly while it has taken as many as are
// over, what it is offered is that beat, and a beat is over when both sides have it.
logic [2:0] formal_in_q, formal_a_q, formal_b_q;
logic formal_begun = 1'b0;
logic formal_rst_q, formal_in_held_q, formal_a_held_q, formal_b_held_q;
logic [Bits-1:0] formal_data_q;

always_ff @(posedge clk_i) begin
  formal_begun <= 1'b1;
  formal_rst_q <= rst_i;
  formal_in_held_q <= in_valid_i && !in_ready_o;
  formal_data_q <= in_data_i;
  formal_a_held_q <= a_valid_o && !a_ready_i;
  formal_b_held_q <= b_valid_o && !b_ready_i;
  if (rst_i) begin
    formal_in_q <= '0;
    formal_a_q <= '0;
    formal_b_q <= '0;
  end else begin
    formal_in_q <= formal_in_q + 3'(in_valid_i && in_ready_o);
    formal_a_q <= formal_a_q + 3'(a_valid_o && a_ready_i);
    formal_b_q <= formal_b_q + 3'(b_valid_o && b_ready_i);
  end
end

always_comb begin
  if (!formal_begun) assume (rst_i);
  if (formal_begun && !formal_rst_q && formal_in_held_q) begin
    assume (in_valid_i);
    assume (in_data_i == formal_data_q);
  end
  if (formal_begun && !rst_i) begin
    assert (a_valid_o == (in_valid_i && formal_a_q == formal_in_q));
    assert (b_valid_o == (in_valid_i && formal_b_q == formal_in_q));
    assert (formal_a_q == formal_in_q + 3'(a_done_q));
    assert (formal_b_q == formal_in_q + 3'(b_done_q));
    if (a_valid_o) assert (a_data_o == in_data_i);
    if (b_valid_o) assert (b_data_o == in_data_i);
    if (in_valid_i && a_ready_i && b_ready_i) assert (in_ready_o);
    if (!formal_rst_q && formal_a_held_q) assert (a_valid_o && a_data_o == formal_data_q);
    if (!formal_rst_q && formal_b_held_q) assert (b_valid_o && b_data_o == formal_data_q);
    // For the induction: a side is ahead only while the beat waits for the other one.
    assert (!(a_done_q && b_done_q));
    if (a_done_q || b_done_q) assert (!formal_rst_q && formal_in_held_q);
  end
end
