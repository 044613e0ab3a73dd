// SPDX-License-Identifier: BSD-3-Clause
// Inside accel_dma_writer.

  // A memory that answers bursts whose last beat it has, and beats of up to two more bursts.
  logic [6:0] unclaimed_f = 7'd0;
  always_ff @(posedge clk_i) begin
    unclaimed_f <= clear_i ? 7'd0 : unclaimed_f + push_i - (burst_ready_o ? burst_beats_i : 5'd0);
  end
  always_comb begin
    assume (unclaimed_f <= 7'd32 && (!push_i || unclaimed_f < 7'd32));
    assume (!burst_valid_i || unclaimed_f >= burst_beats_i);
  end
  always_comb if (cleared_f) assert (count == unclaimed_f + left_q);
  logic       cleared_f = 1'b0;
  logic [3:0] addresses_f = 4'd0, lasts_f = 4'd0;
  always_ff @(posedge clk_i) begin
    cleared_f   <= cleared_f || clear_i;
    addresses_f <= addresses_f + (awvalid_o && awready_i) - (bvalid_i && bready_o);
    lasts_f     <= lasts_f + (wvalid_o && wready_i && wlast_o) - (bvalid_i && bready_o);
  end
  always_comb begin
    assume (!bvalid_i || (addresses_f != 4'd0 && lasts_f != 4'd0));
    assume (!clear_i || (quiet_o && !push_i && !burst_valid_i));
    assume (cleared_f || clear_i);
    assume (!burst_valid_i || (burst_beats_i != 5'd0 && burst_beats_i <= 5'd16));
  end
  always_comb begin
    assert (5'(answers_q) == 5'(addresses_f) + awvalid_o + answer_q);
    assert (5'(answers_q) ==
            5'(lasts_f) + 5'(wvalid_o && wlast_o) + 5'(left_q != 5'd0) + 5'(answer_q));
    assert (left_q <= 5'd16);
    if (wvalid_o && !wlast_o) assert (left_q != 5'd0);
    if (wvalid_o && wlast_o) assert (left_q == 5'd0 || answers_q > 4'd1);
    if (quiet_o) assert (!awvalid_o && !wvalid_o && addresses_f == 4'd0);
  end
