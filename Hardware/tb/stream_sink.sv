// SPDX-License-Identifier: BSD-3-Clause

/// Takes beats, with pauses at random, and compares them with those of its queue.
///
/// Fails also if a beat is withdrawn or changed before it was taken. A reset drops what is left.
module stream_sink #(
  parameter int Bits = 8
) (
  input  logic            clk_i,
  input  logic            rst_i,
  input  logic            valid_i,
  output logic            ready_o,
  input  logic [Bits-1:0] data_i
);
  logic [Bits-1:0] queue[$];
  /// Pauses, in percent of the cycles.
  int pauses = 0;
  /// Beats that passed, and the cycles of those since the last reset.
  int count = 0;
  int times[$];
  int cycle = 0;

  logic held = 1'b0;
  logic [Bits-1:0] held_data;
  logic [Bits-1:0] expected;

  task automatic expects(input logic [Bits-1:0] beat);
    queue.push_back(beat);
  endtask

  always @(posedge clk_i) begin
    cycle <= cycle + 1;
    held <= valid_i && !ready_o && !rst_i;
    held_data <= data_i;
    if (rst_i) begin
      ready_o <= 1'b0;
      times.delete();
      queue.delete();
    end else begin
      ready_o <= $urandom_range(99) >= pauses;
      if (held && (!valid_i || data_i != held_data)) begin
        $error("%m: a beat was withdrawn or changed");
        $fatal;
      end
      if (valid_i && ready_o) begin
        if (queue.size() == 0) begin
          $error("%m: beat %0d, %h, is one too many", times.size(), data_i);
          $fatal;
        end
        expected = queue.pop_front();
        if (data_i !== expected) begin
          $error("%m: beat %0d is %h, not %h", times.size(), data_i, expected);
          $fatal;
        end
        count <= count + 1;
        times.push_back(cycle);
      end
    end
  end

  initial ready_o = 1'b0;
endmodule
