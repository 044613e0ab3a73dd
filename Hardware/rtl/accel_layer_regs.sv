// SPDX-License-Identifier: BSD-3-Clause
`include "accel_regs.svh"

/// One entry of the table of layers: five constants and three counters of cycles, which wrap around.
/// An access passes through in one cycle.
module accel_layer_regs #(
  /// Index of the layer.
  parameter int unsigned Index = 0,
  /// KIND, ARRAY, DEPTH, WORDS, READS; the first in the lowest bits.
  parameter logic [159:0] Constants = '0
) (
  input  logic        clk_i,
  input  logic        rst_i,
  /// Clears the counters.
  input  logic        clear_i,
  /// What is counted.
  input  logic        busy_i,
  input  logic        starved_i,
  input  logic        blocked_i,
  /// The access on its way, and what was said to it so far.
  input  logic [15:0] address_i,
  input  logic        pass_i,
  input  logic [31:0] said_i,
  output logic        pass_o,
  output logic [31:0] said_o
);
  localparam logic [15:0] Base =
    `ACCEL_CORE_LAYER + 16'(Index) * `ACCEL_CORE_LAYER_STRIDE;

  logic        pass_q;
  logic [31:0] said_q;
  logic        busy_q, starved_q, blocked_q;
  logic [31:0] busy_count_q, starved_count_q, blocked_count_q;
  logic        mine_q;
  logic [31:0] own;

  assign pass_o = pass_q;
  assign said_o = said_q;

  logic unused;
  assign unused = &{1'b0, address_i[1:0]};

  always_comb begin
    unique case (address_i[4:2])
      3'd0:    own = Constants[31:0];
      3'd1:    own = Constants[63:32];
      3'd2:    own = Constants[95:64];
      3'd3:    own = Constants[127:96];
      3'd4:    own = Constants[159:128];
      3'd5:    own = busy_count_q;
      3'd6:    own = starved_count_q;
      default: own = blocked_count_q;
    endcase
  end

  // As the chip is configured.
  initial pass_q = 1'b0;

  always_ff @(posedge clk_i) begin
    busy_q    <= busy_i;
    starved_q <= starved_i;
    blocked_q <= blocked_i;
    if (rst_i || clear_i) begin
      busy_count_q    <= 32'd0;
      starved_count_q <= 32'd0;
      blocked_count_q <= 32'd0;
    end else begin
      busy_count_q    <= busy_count_q + {31'd0, busy_q};
      starved_count_q <= starved_count_q + {31'd0, starved_q};
      blocked_count_q <= blocked_count_q + {31'd0, blocked_q};
    end
  end

  // The address holds from a cycle before the access arrives.
  always_ff @(posedge clk_i) begin
    mine_q <= address_i[15:5] == Base[15:5];
    pass_q <= pass_i;
    said_q <= said_i | (mine_q ? own : 32'd0);
  end
endmodule
