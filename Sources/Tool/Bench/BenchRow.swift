// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import Foundation
internal import ProgramSupport

/// One figure.
struct BenchRow {
  /// For example `lenet b64` or `conv 64x64x3@56`.
  var what: String
  var level: CPULevel
  /// How many there were, which may be fewer than asked for.
  var threads: Int
  /// Seconds of one image or call.
  var seconds: Double
  /// Operations of one image or call.
  var operations: Double

  private var microseconds: Double { seconds * 1e6 }
  private var gigaOperationsPerSecond: Double { operations / seconds / 1e9 }

  /// One line, in this order of keys.
  var json: String {
    "{\"what\": \"\(what)\", \"isa\": \"\(level)\", \"threads\": \(threads), "
      + String(format: "\"us\": %.3f, \"gops\": %.5g}", microseconds, gigaOperationsPerSecond)
  }

  static let header = ["", "cpu", "threads", "us", "Gop/s"]

  var cells: [String] {
    [
      what, level.description, String(threads), Figures.text(microseconds),
      Figures.text(gigaOperationsPerSecond),
    ]
  }
}
