// SPDX-License-Identifier: BSD-3-Clause

/// Words of the read bus to beats of a reply, the first word in the lower half; an odd last word has an
/// upper half of 0. Half a beat a cycle.
module accel_command_read (
  input  logic        clk_i,
  /// A read of this many words begins; the number was there in the cycle before.
  input  logic        start_i,
  input  logic [31:0] words_i,
  /// Words.
  input  logic        read_valid_i,
  output logic        read_ready_o,
  input  logic [31:0] read_data_i,
  /// The reply.
  output logic        valid_o,
  input  logic        ready_i,
  output logic [63:0] data_o,
  output logic        last_o
);
  logic [31:0] left_q, lower_q;
  // Words are left; one is.
  logic        some_q, final_q;
  logic        upper_q, one_q, none_q;

  assign valid_o      = read_valid_i && some_q && (upper_q || final_q);
  assign read_ready_o = some_q && (!(upper_q || final_q) || ready_i);
  assign data_o       = upper_q ? {read_data_i, lower_q} : {32'd0, read_data_i};
  assign last_o       = final_q;

  always_ff @(posedge clk_i) begin
    one_q  <= words_i == 32'd1;
    none_q <= words_i == 32'd0;
    if (read_valid_i && read_ready_o) begin
      left_q  <= left_q - 32'd1;
      some_q  <= !final_q;
      final_q <= left_q == 32'd2;
      upper_q <= !upper_q;
      lower_q <= read_data_i;
    end
    if (start_i) begin
      left_q  <= words_i;
      some_q  <= !none_q;
      final_q <= one_q;
      upper_q <= 1'b0;
    end
  end
endmodule
