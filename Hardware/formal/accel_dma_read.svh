// SPDX-License-Identifier: BSD-3-Clause
// Inside accel_dma_read.

  // The transfer as the control gives it, and a memory that answers what it was asked for.
  logic [29:0]           end_f;
  logic [28:0]           first_f;
  logic                  begun_f = 1'b0;
  logic [CountWidth-1:0] owed_f = '0;
  logic                  flushed_f = 1'b0;
  logic [15:0]           change_f, free_f;
  assign change_f = {{10{change_q[5]}}, change_q};
  // Places for which nothing was asked.
  assign free_f   = 16'(Depth) - 16'(count) - 16'(push_q) - 16'(pending_q) - change_f;
  always_ff @(posedge clk_i) begin
    flushed_f <= flushed_f || flush_i;
    if (start_i) begin
      begun_f <= 1'b1;
      first_f <= address_i;
      end_f   <= {1'b0, address_i} + beats_i;
    end
    owed_f <= owed_f + (arvalid_o && arready_i ? CountWidth'(arlen_o) + 1'b1 : '0) -
              (rvalid_i && rready_o);
  end
  always_comb begin
    assume (!start_i || (state_q == Idle && quiet_o && !clear_i && beats_i != 0));
    assume ({1'b0, address_i} + beats_i <= 30'h2000_0000);
    assume (!clear_i || (stop_i && quiet_o));
    assume (!rvalid_i || owed_f != '0);
    assume (flushed_f || (flush_i && stop_i && !start_i && !rvalid_i));
  end
  always_comb if (flushed_f) begin
    // All beats that are under way are counted, and have their place.
    assert (16'(pending_q) + change_f ==
            16'(owed_f) + (arvalid_o ? 16'(arlen_o) + 16'd1 : 16'd0) + 16'(beat_q));
    assert (change_q >= -1 && change_q <= 16);
    assert (count <= Depth && 16'(count) + 16'(pending_q) <= 16'(Depth) + 16'd1 && free_f <= Depth);
    assert (state_q <= Ask);
    if (state_q >= Settle) assert (change_q <= 0);
    if (state_q >= Judge) assert (16'(room_q) <= free_f);
    if (state_q == Ask && fits_q) assert (16'(burst_q) <= free_f);
    if (state_q == Ask) assert (ends_q == (left_q == BeatsWidth'(burst_q)));
    // Bursts stay in the range that was given, and inside 128 bytes, hence inside 4 KiB.
    if (state_q != Idle) begin
      assert (begun_f && left_q != '0 && address_q >= first_f);
      assert ({1'b0, address_q} + left_q == end_f && end_f <= 30'h2000_0000);
    end
    if (state_q >= Settle) assert (low_q == address_q[3:0] && few_q == (left_q > 31 ? 31 : left_q));
    if (state_q >= Judge) assert (burst_q == burst);
    if (arvalid_o) begin
      assert (begun_f && araddr >= first_f && araddr + 30'(arlen_o) + 1 <= end_f);
      assert (5'(araddr[3:0]) + 5'(arlen_o) < 5'd16);
    end
    if (quiet_o) assert (!arvalid_o && owed_f == '0);
  end
