// SPDX-License-Identifier: BSD-3-Clause
// Inside accel_dma_write.

  // The transfer as the control gives it.
  logic [29:0] end_f;
  logic [28:0] first_f;
  logic        begun_f = 1'b0, cleared_f = 1'b0;
  logic        same_block;
  // What the writer assumes of the beats that it has.
  logic [6:0]  unclaimed_f = 7'd0;
  always_ff @(posedge clk_i)
    unclaimed_f <= clear_i ? 7'd0 : unclaimed_f + take - (burst_ready ? burst_q : 5'd0);
  always_ff @(posedge clk_i) begin
    cleared_f <= cleared_f || clear_i;
    if (start_i) begin
      begun_f <= 1'b1;
      first_f <= address_i;
      end_f   <= {1'b0, address_i} + beats_i;
    end
  end
  always_comb begin
    assume (!start_i || (!active_q && quiet_o && !burst_valid_q && !clear_i && beats_i != 0));
    assume ({1'b0, address_i} + beats_i <= 30'h2000_0000);
    assume (!clear_i || (stop_i && quiet_o));
    assume (cleared_f || (clear_i && !start_i));
  end
  assign same_block = address_q[28:4] == first_q[28:4];
  always_comb if (cleared_f) begin
    // Bursts stay in the range that was given, and inside 128 bytes, hence inside 4 KiB.
    if (active_q) begin
      assert (begun_f && end_f <= 30'h2000_0000);
      if (!ended_q) assert (address_q >= first_f && left_q != '0);
      assert (full_q == (left_q == BeatsWidth'(1)));
      if (!ended_q) assert ({1'b0, address_q} + left_q == end_f);
      if (ended_q) assert (gathered_q == 5'd0);
      assert (gathered_q < 5'd16);
      if (gathered_q != 5'd0) begin
        assert (first_q >= first_f && same_block && {1'b0, first_q} + gathered_q == address_q);
      end
    end
    if (burst_valid_q) begin
      assert (begun_f && burst_q != 5'd0 && burst_address_q >= first_f);
      assert (30'(burst_address_q) + burst_q <= end_f);
      assert (5'(burst_address_q[3:0]) + burst_q <= 5'd16);
    end
    if (awvalid_o) begin
      assert (begun_f && awaddr_o[31:3] >= first_f);
      assert (30'(awaddr_o[31:3]) + 30'(awlen_o) + 1 <= end_f);
      assert (5'(awaddr_o[6:3]) + 5'(awlen_o) < 5'd16);
    end
    if (active_q) assert (unclaimed_f == gathered_q + (burst_valid_q ? burst_q : 5'd0));
    else assert (unclaimed_f == 7'd0 && !burst_valid_q);
    assert (gathered_q == 5'd0 || !burst_valid_q);
    if (quiet_o) assert (!awvalid_o);
  end
