// SPDX-License-Identifier: BSD-3-Clause

/// Sends the beats of its queue, with pauses at random.
///
/// What lies on `data_o` while nothing is valid is random too. A reset drops what is left.
module stream_source #(
  parameter int Bits = 8
) (
  input  logic            clk_i,
  input  logic            rst_i,
  output logic            valid_o,
  input  logic            ready_i,
  output logic [Bits-1:0] data_o
);
  logic [Bits-1:0] queue[$];
  /// Pauses, in percent of the cycles.
  int pauses = 0;
  /// Cycles of the beats that passed since the last reset.
  int times[$];
  int cycle = 0;

  function automatic logic [Bits-1:0] noise();
    logic [Bits-1:0] value;
    for (int i = 0; i < Bits; i++) value[i] = 1'($urandom_range(1));
    return value;
  endfunction

  task automatic send(input logic [Bits-1:0] beat);
    queue.push_back(beat);
  endtask

  always @(posedge clk_i) begin
    cycle <= cycle + 1;
    if (rst_i) begin
      valid_o <= 1'b0;
      times.delete();
      queue.delete();
    end else begin
      if (valid_o && ready_i) times.push_back(cycle);
      if (!valid_o || ready_i) begin
        if (queue.size() > 0 && $urandom_range(99) >= pauses) begin
          valid_o <= 1'b1;
          data_o <= queue.pop_front();
        end else begin
          valid_o <= 1'b0;
          data_o <= noise();
        end
      end
    end
  end

  initial valid_o = 1'b0;
endmodule
