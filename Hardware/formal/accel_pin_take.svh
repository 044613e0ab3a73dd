// SPDX-License-Identifier: BSD-3-Clause
// Inside accel_pin_take.

  // A beat that passes at the pins passes here once, as it was.
  logic             taken_f = 1'b0, held_f = 1'b0;
  logic [Width-1:0] data_f;
  always_ff @(posedge clk_i) begin
    taken_f <= pin_valid_i && pin_ready_o;
    held_f  <= pin_valid_i && !pin_ready_o;
    data_f  <= pin_data_i;
  end
  always_comb begin
    assume (!held_f || (pin_valid_i && pin_data_i == data_f));
    if (ready_q) assert (pin_valid_i && held_q && held_data_q == pin_data_i);
    if (valid_q && !stale_q) assert (pin_valid_i && data_q == pin_data_i);
    assert (!(ready_q && stale_q));
    if (stale_q) assert (taken_f);
  end
