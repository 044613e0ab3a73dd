// SPDX-License-Identifier: BSD-3-Clause
// Inside accel_pin_give.

  // What is offered stays so until it is taken.
  logic             held_f = 1'b0;
  logic [Width-1:0] data_f;
  always_ff @(posedge clk_i) begin
    held_f <= pin_valid_o && !pin_ready_i;
    data_f <= pin_data_o;
  end
  always_comb if (held_f) assert (pin_valid_o && pin_data_o == data_f);
