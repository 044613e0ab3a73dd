// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ArgumentParser
internal import ProgramSupport

struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time networks and single layers, once their results are those of scalar C.",
    discussion: """
      A figure is the median of seven blocks of calls, each of a tenth of a second or more. us are \
      microseconds for an image (lenet) or a call (conv), gops 10^9 operations a second, where a \
      multiplication and an addition are two.

      Example: accel bench lenet --batch 1,64 --cpu all
      """,
    subcommands: [LenetBench.self, ConvolutionBench.self])

  /// - Throws: ``AccelError`` `echoMismatch` if a level's results are not scalar's.
  static func confirm(_ agrees: Bool, _ what: String, _ level: CPULevel) throws(AccelError) {
    guard !agrees else { return }
    throw AccelError(
      .echoMismatch, attempt: "time \(what) with \(level)",
      problem: "its results are not those of scalar", remedy: "report this as a defect")
  }
}
