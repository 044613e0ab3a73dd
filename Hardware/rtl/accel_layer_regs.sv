// SPDX-License-Identifier: BSD-3-Clause
`include "accel_regs.svh"

/// One entry of the table of layers: five constants and three counters of cycles, which wrap around.
/// An access passes through in one cycle, and so do its address and the order to clear.
module accel_layer_regs #(
  /// Index of the layer.
  parameter int unsigned Index = 0,
  /// KIND, ARRAY, DEPTH, WORDS, READS; the first in the lowest bits.
  parameter logic [159:0] Constants = '0
) (
  input  logic        clk_i,
  /// Clears the counters.
  input  logic        clear_i,
  output logic        clear_o,
  /// What is counted.
  input  logic        busy_i,
  input  logic        starved_i,
  input  logic        blocked_i,
  /// The address, in words, of an access that comes two cycles later, and which it outlasts.
  input  logic [13:0] address_i,
  output logic [13:0] address_o,
  /// The access, and what was said to it so far.
  input  logic        pass_i,
  input  logic [31:0] said_i,
  output logic        pass_o,
  output logic [31:0] said_o
);
  localparam logic [15:0] Base =
    `ACCEL_CORE_LAYER + 16'(Index) * `ACCEL_CORE_LAYER_STRIDE;

  logic        pass_q, clear_q;
  logic [13:0] address_q;
  logic [31:0] said_q;
  logic        busy_q, starved_q, blocked_q;
  logic [31:0] busy_count_q, starved_count_q, blocked_count_q;
  logic [31:0] own, own_q;

  assign pass_o    = pass_q;
  assign said_o    = said_q;
  assign address_o = address_q;
  assign clear_o   = clear_q;

  always_comb begin
    unique case (address_q[2:0])
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
    clear_q   <= clear_i;
    if (clear_q) begin
      busy_count_q    <= 32'd0;
      starved_count_q <= 32'd0;
      blocked_count_q <= 32'd0;
    end else begin
      busy_count_q    <= busy_count_q + {31'd0, busy_q};
      starved_count_q <= starved_count_q + {31'd0, starved_q};
      blocked_count_q <= blocked_count_q + {31'd0, blocked_q};
    end
  end

  always_ff @(posedge clk_i) begin
    address_q <= address_i;
    own_q     <= address_q[13:3] == Base[15:5] ? own : 32'd0;
    pass_q    <= pass_i;
    said_q    <= said_i | own_q;
  end
endmodule
