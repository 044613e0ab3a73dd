// SPDX-License-Identifier: BSD-3-Clause
//
// accel_weights against an array: random writes and reads in the same cycles, the latency, and
// initial contents.
//
// run: -GDepth=1 -GFile="" -GNamed=0
// run: -GDepth=10 -GFile="tb/data/weights_" -GDistributed=1
// run: -GDepth=1024
// run: -GDepth=1026
// run: -GDepth=5040 -GFile="" -GNamed=0

module tb_accel_weights #(
  parameter int Depth = 10,
  parameter File = "tb/data/weights_",
  /// Whether the contents of tb/data/weights_* are expected.
  parameter bit Named = 1,
  parameter bit Distributed = 0
);
  localparam int Bits = Depth > 1 ? $clog2(Depth) : 1;
  localparam int Latency = Depth > 1024 ? 3 : 2;

  logic clk = 0;
  always #5 clk = !clk;

  logic write = 0;
  logic [Bits-1:0] write_address, read_address = 0;
  logic [31:0] write_data, data;
  accel_weights #(.Depth(Depth), .File(File), .Distributed(Distributed)) dut (
    .clk_i(clk), .write_i(write), .write_address_i(write_address), .write_data_i(write_data),
    .read_address_i(read_address), .data_o(data));

  logic [31:0] words[Depth], expected[8];
  logic known[8];
  logic wrote = 0;
  logic [Bits-1:0] wrote_address = 0;
  int checks = 0;

  initial begin
    for (int i = 0; i < Depth; i++) words[i] = 0;
    if (Named) begin
      words[0] = 32'h01234567;
      words[7] = 32'h89abcdef;
      if (Depth > 1025) begin
        words[1024] = 32'h76543210;
        words[1025] = 32'hfedcba98;
      end
    end
    for (int i = 0; i < 8; i++) known[i] = 0;
    for (int cycle = 0; cycle < 12 * Depth + 1000; cycle++) begin
      // All words as they are at first; then writes and reads; all words again.
      int place;
      place = cycle < Depth ? cycle : int'($urandom_range(Depth - 1));
      write = cycle >= Depth + 8 && $urandom_range(1) == 1;
      write_address = Bits'($urandom_range(Depth - 1));
      write_data = $urandom;
      read_address = Bits'(place);
      for (int age = 7; age > 0; age--) begin
        expected[age] = expected[age-1];
        known[age] = known[age-1];
      end
      // A word that is written in the same cycle or in the one before may be the old or the new one.
      expected[0] = words[place];
      known[0] = !(write && write_address == read_address) &&
          !(wrote && wrote_address == read_address);
      wrote = write;
      wrote_address = write_address;
      if (write) words[write_address] = write_data;
      @(posedge clk);
      #1;
      if (known[Latency-1]) begin
        if (data !== expected[Latency-1]) begin
          $fatal(1, "cycle %0d: %h instead of %h", cycle, data, expected[Latency-1]);
        end
        checks++;
      end
      #4;
    end
    $display("PASS %0d", checks);
    $finish;
  end
endmodule
