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
  /// A packet of this many images begins; the number was there in the cycle before.
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
  logic [31:0]        in_left_q, out_left_q;
  // The image that comes in, the result that leaves, are the packet's last.
  logic               last_in_q, last_out_q, more_q;
  // Whole images whose results have not left: fewer than the part has words of memory, and less than
  // none where a result needs no more of its image.
  logic signed [17:0] owed_q;
  logic               owes_q;
  logic               take, give, in_ends, out_ends, is_final;
  // An image came in whole, a result left whole: counted one cycle later.
  logic               whole_q, paid_q, open;
  // Of the number of images, which is there for cycles before the packet begins.
  logic               one_q;

  assign ready_o       = image_ready_i;
  assign image_valid_o = valid_i;
  assign take          = valid_i && ready_o;
  assign in_ends       = in_beat_q == InBits'(ImageBeats - 1);
  assign ends_o        = take && (last_i || (in_ends && last_in_q));
  assign short_o       = !(in_ends && last_in_q);

  assign out_ends = out_beat_q == OutBits'(ResultBeats - 1);
  assign is_final = out_ends && last_out_q;
  assign done_o   = finish_i && !owes_q && !whole_q;

  // Behind the last beat nothing is taken: it would belong to no packet.
  assign open           = more_q && (finish_i ? !paid_q && !done_o : !is_final);
  assign valid_o        = result_valid_i && open;
  assign result_ready_o = ready_i && open;
  assign last_o         = is_final && !bad_i;
  assign give           = valid_o && ready_i;
  assign image_done_o   = paid_q;

  always_ff @(posedge clk_i) begin
    if (take) begin
      in_beat_q <= in_ends ? '0 : in_beat_q + 1'b1;
      if (in_ends) in_left_q <= in_left_q - 32'd1;
      if (in_ends) last_in_q <= in_left_q == 32'd2;
    end
    if (give) begin
      out_beat_q <= out_ends ? '0 : out_beat_q + 1'b1;
      if (out_ends) out_left_q <= out_left_q - 32'd1;
      if (out_ends) last_out_q <= out_left_q == 32'd2;
      if (is_final) more_q <= 1'b0;
    end
    one_q   <= images_i == 32'd1;
    whole_q <= take && in_ends && !start_i;
    paid_q  <= give && out_ends && !start_i;
    if (whole_q && !paid_q) begin
      owed_q <= owed_q + 18'sd1;
      owes_q <= owed_q >= 0;
    end else if (paid_q && !whole_q) begin
      owed_q <= owed_q - 18'sd1;
      owes_q <= owed_q > 1;
    end
    if (start_i) begin
      in_beat_q  <= '0;
      out_beat_q <= '0;
      in_left_q  <= images_i;
      out_left_q <= images_i;
      last_in_q  <= one_q;
      last_out_q <= one_q;
      more_q     <= 1'b1;
      owed_q     <= 18'sd0;
      owes_q     <= 1'b0;
    end
  end

  if (ImageBeats < 1 || ResultBeats < 1) begin : gen_beats_illegal
    $error("%m: ImageBeats is %0d, ResultBeats %0d", ImageBeats, ResultBeats);
  end
endmodule
