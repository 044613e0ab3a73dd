// SPDX-License-Identifier: BSD-3-Clause

/// Beats of a load packet to words of the load bus, the lower half first; one word a cycle.
module accel_command_load (
  input  logic        clk_i,
  /// A load of this many words begins; the number was there in the cycle before.
  input  logic        start_i,
  input  logic [31:0] words_i,
  /// Beats of the packet.
  input  logic        valid_i,
  output logic        ready_o,
  input  logic [63:0] data_i,
  input  logic        last_i,
  /// This beat is the last one, of the packet or of its words; the packet is short.
  output logic        ends_o,
  output logic        short_o,
  /// Words, a cycle later.
  output logic        load_valid_o,
  output logic [31:0] load_data_o
);
  logic [31:0] left_q;
  logic        upper_q, final_q, one_q;

  assign ready_o = upper_q || final_q;
  assign ends_o  = valid_i && ready_o && (last_i || final_q);
  assign short_o = !final_q;

  always_ff @(posedge clk_i) begin
    one_q        <= words_i == 32'd1;
    load_valid_o <= valid_i;
    load_data_o  <= upper_q ? data_i[63:32] : data_i[31:0];
    if (valid_i) begin
      left_q  <= left_q - 32'd1;
      final_q <= left_q == 32'd2;
      upper_q <= !upper_q;
    end
    if (start_i) begin
      left_q  <= words_i;
      final_q <= one_q;
      upper_q <= 1'b0;
    end
  end
endmodule
