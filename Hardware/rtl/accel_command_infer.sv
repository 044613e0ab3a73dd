// SPDX-License-Identifier: BSD-3-Clause

/// Counts images in and results out.
///
/// A good packet's last result beat waits for the packet's end, since only then is it known to be
/// good. Of a bad packet the results of its whole images leave; the header that says so follows.
module accel_command_infer #(
  /// Beats of an image and of a result, at least 1.
  parameter int unsigned ImageBeats = 1,
  parameter int unsigned ResultBeats = 1
) (
  input  logic        clk_i,
  /// A packet of this many images begins.
  input  logic        start_i,
  input  logic [31:0] images_i,
  /// Beats of the packet, and what is passed on of them.
  input  logic        valid_i,
  output logic        ready_o,
  input  logic        last_i,
  output logic        image_valid_o,
  input  logic        image_ready_i,
  /// This beat is the last one, of the packet or of its images; the packet is short.
  output logic        ends_o,
  output logic        short_o,
  /// All beats are in; the packet was bad.
  input  logic        finish_i,
  input  logic        bad_i,
  /// All results are out: high until the next packet.
  output logic        done_o,
  /// A result has left.
  output logic        image_done_o,
  /// Results, and what leaves of them.
  input  logic        result_valid_i,
  output logic        result_ready_o,
  output logic        valid_o,
  input  logic        ready_i,
  output logic        last_o
);
  localparam int unsigned InBits = $clog2(ImageBeats) + 1;
  localparam int unsigned OutBits = $clog2(ResultBeats) + 1;

  logic [InBits-1:0]  in_beat_q;
  logic [OutBits-1:0] out_beat_q;
  logic [31:0]        in_left_q, whole_q, out_left_q, out_done_q;
  logic               take, give, in_ends, out_ends, is_final;

  assign ready_o       = image_ready_i;
  assign image_valid_o = valid_i;
  assign take          = valid_i && ready_o;
  assign in_ends       = in_beat_q == InBits'(ImageBeats - 1);
  assign ends_o        = take && (last_i || (in_ends && in_left_q == 32'd1));
  assign short_o       = !(in_ends && in_left_q == 32'd1);

  assign out_ends = out_beat_q == OutBits'(ResultBeats - 1);
  assign is_final = out_ends && out_left_q == 32'd1;
  assign done_o   = finish_i && (bad_i ? out_done_q >= whole_q : out_left_q == 32'd0);

  // Behind the last beat nothing is taken: it would belong to no packet.
  assign valid_o        = result_valid_i && !done_o && (!is_final || finish_i) && out_left_q != 32'd0;
  assign result_ready_o = ready_i && !done_o && (!is_final || finish_i) && out_left_q != 32'd0;
  assign last_o         = is_final && !bad_i;
  assign give           = valid_o && ready_i;
  assign image_done_o   = give && out_ends;

  always_ff @(posedge clk_i) begin
    if (take) begin
      in_beat_q <= in_ends ? '0 : in_beat_q + 1'b1;
      if (in_ends) in_left_q <= in_left_q - 32'd1;
      if (in_ends) whole_q <= whole_q + 32'd1;
    end
    if (give) begin
      out_beat_q <= out_ends ? '0 : out_beat_q + 1'b1;
      if (out_ends) out_left_q <= out_left_q - 32'd1;
      if (out_ends) out_done_q <= out_done_q + 32'd1;
    end
    if (start_i) begin
      in_beat_q  <= '0;
      out_beat_q <= '0;
      in_left_q  <= images_i;
      out_left_q <= images_i;
      whole_q    <= 32'd0;
      out_done_q <= 32'd0;
    end
  end

  if (ImageBeats < 1 || ResultBeats < 1) begin : gen_beats_illegal
    $error("%m: ImageBeats is %0d, ResultBeats %0d", ImageBeats, ResultBeats);
  end
endmodule
