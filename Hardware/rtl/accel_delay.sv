// SPDX-License-Identifier: BSD-3-Clause

/// `Stages` registers in a row, without reset (what lookup tables can be).
module accel_delay #(
  /// Bits.
  parameter int Width = 1,
  /// Cycles from `data_i` to `data_o`; 0 is a wire.
  parameter int Stages = 1
) (
  input  logic             clk_i,
  input  logic [Width-1:0] data_i,
  output logic [Width-1:0] data_o
);
  if (Stages == 0) begin : gen_wire
    assign data_o = data_i;
    logic unused;
    assign unused = clk_i;
  end else begin : gen_registers
    logic [Width-1:0] stages_q[Stages];
    always_ff @(posedge clk_i) begin
      stages_q[0] <= data_i;
      for (int stage = 1; stage < Stages; stage++) stages_q[stage] <= stages_q[stage-1];
    end
    assign data_o = stages_q[Stages-1];
  end
endmodule
