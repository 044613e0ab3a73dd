// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// The bus that loads the layers' memories, and the one that reads them back. Loads go from layer to
/// layer through registers, so that no wire reaches across the chip.
struct LoadBus {
  private let plan: HardwarePlan
  /// Layers with memories.
  private let weighted: [Int]

  init(_ plan: HardwarePlan) {
    self.plan = plan
    weighted = plan.layers.indices.filter { plan.foldings[$0].array != nil }
  }

  var lines: [String] {
    guard !weighted.isEmpty else { return empty }
    return ["", "// Loads and reads."]
      + weighted.enumerated().flatMap { number, layer in
        hop(layer, after: number == 0 ? nil : weighted[number - 1])
      } + answers
  }

  func connect(_ instance: inout VerilogInstance, _ layer: Int) {
    instance.connect([
      "load_start_i": "l\(layer)_load_start", "load_valid_i": "l\(layer)_load_valid",
      "load_data_i": "l\(layer)_load_data_q", "read_start_i": "l\(layer)_read_start",
      "read_valid_o": "l\(layer)_read_valid", "read_ready_i": "l\(layer)_read_ready",
      "read_data_o": "l\(layer)_read_data",
    ])
  }

  private func hop(_ layer: Int, after: Int?) -> [String] {
    let own = "l\(layer)"
    let from = after.map { "l\($0)" }
    return [
      "(* keep *) logic [2:0] \(own)_bus_q;",
      "(* keep *) logic [7:0] \(own)_load_layer_q, \(own)_read_layer_q;",
      "(* keep *) logic [31:0] \(own)_load_data_q;",
      "always_ff @(posedge clk_i) begin",
      "  if (\(own)_rst_q) \(own)_bus_q <= '0;",
      "  else \(own)_bus_q <= "
        + (from.map { "\($0)_bus_q;" } ?? "{load_start_i, load_valid_i, read_start_i};"),
      "  \(own)_load_layer_q <= \(from.map { "\($0)_load_layer_q" } ?? "load_layer_i");",
      "  \(own)_read_layer_q <= \(from.map { "\($0)_read_layer_q" } ?? "read_layer_i");",
      "  \(own)_load_data_q <= \(from.map { "\($0)_load_data_q" } ?? "load_data_i");",
      "end",
      "logic \(own)_load_start, \(own)_load_valid, \(own)_read_start;",
      "logic \(own)_read_valid, \(own)_read_ready;",
      "logic [31:0] \(own)_read_data;",
      "assign \(own)_load_start = \(own)_bus_q[2] && \(own)_load_layer_q == 8'd\(layer);",
      "assign \(own)_load_valid = \(own)_bus_q[1] && \(own)_load_layer_q == 8'd\(layer);",
      "assign \(own)_read_start = \(own)_bus_q[0] && \(own)_read_layer_q == 8'd\(layer);",
    ]
  }

  private var answers: [String] {
    var skid = VerilogInstance("accel_skid", "u_read")
    skid.set("Bits", 32)
    skid.connect([
      "clk_i": "clk_i", "rst_i": "rst_q", "in_valid_i": "read_valid", "in_ready_o": "read_ready",
      "in_data_i": "read_data", "out_valid_o": "read_valid_o", "out_ready_i": "read_ready_i",
      "out_data_o": "read_data_o",
    ])
    return [
      "(* keep *) logic rst_q;", "initial rst_q = 1'b1;",
      "always_ff @(posedge clk_i) rst_q <= rst_i;",
      "// Which layer's words go to the host.",
      "(* keep *) logic [\(weighted.count - 1):0] read_select_q;",
      "always_ff @(posedge clk_i) begin",
    ]
      + weighted.enumerated().map { number, layer in
        "  read_select_q[\(number)] <= read_layer_i == 8'd\(layer);"
      } + [
        "end", "logic read_valid, read_ready;", "logic [31:0] read_data;", "always_comb begin",
        "  read_valid = 1'b0;", "  read_data = l\(weighted[0])_read_data;",
      ]
      + weighted.enumerated().flatMap { number, layer in
        [
          "  l\(layer)_read_ready = 1'b0;",
          "  if (read_select_q[\(number)]) begin",
          "    read_valid = l\(layer)_read_valid;",
          "    read_data = l\(layer)_read_data;",
          "    l\(layer)_read_ready = read_ready;",
          "  end",
        ]
      } + ["end"] + skid.lines
  }

  /// Nothing to load.
  private var empty: [String] {
    [
      "assign read_valid_o = 1'b0;", "assign read_data_o = '0;", "logic unused;",
      "assign unused = &{1'b0, load_start_i, load_layer_i, load_valid_i, load_data_i, "
        + "read_start_i, read_layer_i, read_ready_i};",
    ]
  }
}
