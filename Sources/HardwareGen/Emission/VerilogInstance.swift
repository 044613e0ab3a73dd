// SPDX-License-Identifier: BSD-3-Clause

/// An instance of a module, as SystemVerilog text.
struct VerilogInstance {
  let module: String
  let name: String
  private(set) var parameters: [(name: String, value: String)] = []
  private(set) var ports: [(name: String, value: String)] = []

  init(_ module: String, _ name: String) {
    self.module = module
    self.name = name
  }

  mutating func set(_ parameter: String, _ value: Int) { set(parameter, text: "\(value)") }

  mutating func set(_ parameter: String, text: String) { parameters.append((parameter, text)) }

  /// Name of the parameter and its value.
  mutating func set(_ values: KeyValuePairs<String, Int>) {
    for (name, value) in values { set(name, value) }
  }

  mutating func connect(_ port: String, _ signal: String) { ports.append((port, signal)) }

  mutating func connect(_ values: KeyValuePairs<String, String>) {
    for (port, signal) in values { connect(port, signal) }
  }

  /// A stream's three signals: at the taking side (`in`) or at the giving one (`out`).
  mutating func connect(_ prefix: String, _ stream: VerilogStream, takes: Bool) {
    connect("\(prefix)_valid_\(takes ? "i" : "o")", stream.valid)
    connect("\(prefix)_ready_\(takes ? "o" : "i")", stream.ready)
    connect("\(prefix)_data_\(takes ? "i" : "o")", stream.data)
  }

  /// Without a newline at the end.
  var lines: [String] {
    let heading =
      parameters.isEmpty
      ? ["\(module) \(name) ("]
      : ["\(module) #("] + list(parameters) + [") \(name) ("]
    return heading + list(ports) + [");"]
  }

  private func list(_ values: [(name: String, value: String)]) -> [String] {
    values.enumerated().map { index, each in
      "  .\(each.name)(\(each.value))" + (index == values.count - 1 ? "" : ",")
    }
  }
}

/// A stream's signals.
struct VerilogStream: Hashable {
  /// Prefix of the signals' names.
  let name: String
  /// Of its data.
  let bits: Int

  var valid: String { "\(name)_valid" }
  var ready: String { "\(name)_ready" }
  var data: String { "\(name)_data" }

  var declarations: [String] {
    ["logic \(valid), \(ready);", "logic [\(bits - 1):0] \(data);"]
  }
}
