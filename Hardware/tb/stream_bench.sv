// SPDX-License-Identifier: BSD-3-Clause

/// A source, a sink and a reset around a module with one stream in and one out.
///
/// A case says `start_round`, sends and expects images, and says `end_round`; half of the rounds end
/// with a reset in the middle, so the next round finds out whether that left anything behind. For
/// timing it says `start_timing` and looks at the times of beats.
module stream_bench #(
  parameter int InBits = 8,
  parameter int OutBits = 8
) (
  input  logic               clk_i,
  output logic               rst_o,
  output logic               in_valid_o,
  input  logic               in_ready_i,
  output logic [ InBits-1:0] in_data_o,
  input  logic               out_valid_i,
  output logic               out_ready_o,
  input  logic [OutBits-1:0] out_data_i
);
  stream_source #(.Bits(InBits)) u_source (
    .clk_i, .rst_i(rst_o), .valid_o(in_valid_o), .ready_i(in_ready_i), .data_o(in_data_o));
  stream_sink #(.Bits(OutBits)) u_sink (
    .clk_i, .rst_i(rst_o), .valid_i(out_valid_i), .ready_o(out_ready_o), .data_i(out_data_i));

  task automatic reset();
    @(negedge clk_i);
    rst_o = 1'b1;
    repeat ($urandom_range(3) + 1) @(negedge clk_i);
    rst_o = 1'b0;
    @(posedge clk_i);
  endtask

  task automatic start_round();
    u_source.pauses = 30 * $urandom_range(3);
    u_sink.pauses = 30 * $urandom_range(3);
    reset();
  endtask

  task automatic end_round(input int round);
    if (round % 2 == 1) repeat ($urandom_range(2 * u_source.queue.size())) @(posedge clk_i);
    else drain();
  endtask

  task automatic start_timing();
    u_source.pauses = 0;
    u_sink.pauses = 0;
    reset();
  endtask

  /// Wait until all was taken, and all that is expected was there, and a little longer.
  task automatic drain();
    int patience = 1_000_000;
    while ((u_sink.queue.size() > 0 || u_source.queue.size() > 0) && patience > 0) begin
      @(posedge clk_i);
      patience--;
    end
    repeat (40) @(posedge clk_i);
    if (u_sink.queue.size() > 0) $fatal(1, "%m: %0d beats are missing", u_sink.queue.size());
    if (u_source.queue.size() > 0) $fatal(1, "%m: %0d beats are left", u_source.queue.size());
  endtask

  /// Cycles from one result to another.
  function automatic int cycles(input int from, input int to);
    return u_sink.times[to] - u_sink.times[from];
  endfunction

  /// Cycles from a beat that came in to a result.
  function automatic int latency(input int from, input int to);
    return u_sink.times[to] - u_source.times[from];
  endfunction

  initial rst_o = 1'b1;
endmodule
