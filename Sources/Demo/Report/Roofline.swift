// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ProgramSupport

/// How fast device and CPU computed, beside how fast arithmetic and memory would let the device.
struct Roofline: Codable, Equatable {
  /// The network as a whole on the board or on a CPU.
  struct Point: Codable, Equatable {
    var name: String
    var isBoard: Bool
    /// How its time came about.
    var how: String
    /// In and out.
    var bytesPerImage: Double
    /// counted, or computed from shapes.
    var howBytes: String
    var operationsPerByte: Double
    var gigaOperationsPerSecond: Double
    /// Of what arithmetic and memory allow together, where both are known.
    var shareOfRoof: Double?
  }

  /// What a part of the device can do at best.
  struct Limit: Codable, Equatable {
    /// 10^9 operations or bytes a second.
    var value: Double
    var how: String
    /// Where it is from.
    var source: String
  }

  var points: [Point]
  /// 10^9 operations a second of all multipliers.
  var arithmetic: Limit?
  /// 10^9 bytes a second, in and out as the run moved them.
  var memory: Limit?
  /// Operations a byte where arithmetic becomes the limit.
  var ridge: Double?
  /// What is not known, and why.
  var unknown: [String]
}

extension Roofline {
  init(_ points: [Point], _ limits: DeviceLimits) {
    self.init(
      points: points, arithmetic: limits.arithmetic, memory: limits.memory,
      unknown: limits.unknown)
    guard let arithmetic, let memory, memory.value > 0 else { return }
    ridge = arithmetic.value / memory.value
    for index in points.indices where points[index].isBoard {
      let point = points[index]
      let roof = min(arithmetic.value, memory.value * point.operationsPerByte)
      self.points[index].shareOfRoof = roof > 0 ? point.gigaOperationsPerSecond / roof : nil
    }
  }
}

extension Roofline.Point {
  init(_ board: Report.Board, operations: Double, images: Int) {
    name = "board"
    isBoard = true
    how = board.clock
    bytesPerImage = Double(board.bytesToDevice + board.bytesFromDevice) / Double(images)
    howBytes = "counted"
    operationsPerByte = bytesPerImage > 0 ? operations / bytesPerImage : 0
    gigaOperationsPerSecond = board.gigaOperationsPerSecond
  }

  init(_ cpu: Report.CPU, _ network: Network) {
    name = Report.CPU.name(cpu.level, threads: cpu.threads, profile: cpu.profile)
    isBoard = false
    how = "measured"
    let words = network.input.count + network.output.count
    bytesPerImage = Double(words * MemoryLayout<Int32>.size)
    howBytes = "computed"
    operationsPerByte = network.operations / bytesPerImage
    gigaOperationsPerSecond = cpu.gigaOperationsPerSecond
  }
}
