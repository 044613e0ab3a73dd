// SPDX-License-Identifier: BSD-3-Clause
// Inside accel_dma_fifo.

  logic [Bits:0] stored_f;
  assign stored_f = write_q - read_q;
  logic rst_f = 1'b0;
  always_comb begin
    assume (!push_i || count_q < Depth);
    assume (rst_f || rst_i);
  end
  always_ff @(posedge clk_i) rst_f <= rst_f || rst_i;
  always_comb if (rst_f) begin
    assert (count_q == stored_f + fetched_q + valid_q);
    assert (count_q <= Depth && stored_f <= Depth);
    assert (stored_q == stored_f && some_q == (stored_f != '0));
  end
