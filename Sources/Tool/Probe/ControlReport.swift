// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import Foundation

/// What the system control registers say, for whoever asked to look at them.
struct ControlReport: Codable, Equatable {
  struct Clock: Codable, Equatable {
    var source: String
    var hertz: UInt64
    var running: Bool
  }

  /// FCLK0 and on.
  var clocks: [Clock]
  var levelShifters: Bool
  /// Numbers of the resets that are held.
  var heldResets: [Int]
  var part: String?

  /// - Throws: ``AccelError`` `unavailable`, as `SystemControl` throws.
  init(_ root: SystemRoot) throws(AccelError) {
    let control = try SystemControl(root: root.path)
    clocks = []
    for index in 0..<FabricClock.count {
      let clock = control.clock(index)
      clocks.append(
        Clock(
          source: clock.source.description, hertz: clock.frequency, running: clock.isRunning))
    }
    levelShifters = control.levelShiftersAreOn
    heldResets = control.heldResets
    part = control.part?.description
  }

  /// For people.
  var lines: [String] {
    let clocks = clocks.enumerated().map { index, clock in
      "FCLK\(index) \(String(format: "%.6g", Double(clock.hertz) / 1e6)) MHz of the \(clock.source)"
        + (clock.running ? "" : ", stopped")
    }
    let resets = heldResets.map { "FCLK_RESET\($0)_N is held" }
    return clocks + ["level shifters are \(levelShifters ? "on" : "off")"] + resets
      + (part.map { ["the chip is an \($0)"] } ?? [])
  }
}

extension FabricClock.Source {
  fileprivate var description: String {
    switch self {
    case .ioPLL: "IO PLL"
    case .armPLL: "ARM PLL"
    case .ddrPLL: "DDR PLL"
    }
  }
}
