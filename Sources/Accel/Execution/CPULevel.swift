// SPDX-License-Identifier: BSD-3-Clause

/// An instruction set of the CPU core. All give the same words.
public enum CPULevel: UInt8, Sendable, Hashable, CaseIterable {
  /// Portable C: the reference for the others.
  case scalar = 0
  /// x86-64 with AVX2.
  case avx2 = 1
  /// x86-64 with AVX-512 VNNI, as in Zen 4 and Ice Lake.
  case avx512vnni = 2
  /// ARM with NEON, as in the Cortex-A9.
  case neon = 3
  /// 64-bit ARM with the dot products of ARMv8.2.
  case neondot = 4

  /// Whether this build and this machine have it.
  public var isAvailable: Bool { ConvolutionCalls.isAvailable(self) }

  /// The strongest that this machine has.
  public static var best: CPULevel { ConvolutionCalls.best() }

  /// The one that the environment variable `ACCEL_CPU` names, or ``best`` where it names none that
  /// this machine has.
  public static var preferred: CPULevel { ConvolutionCalls.preferred() }

  /// Those that this machine has, weakest first.
  public static var available: [CPULevel] { allCases.filter { $0.isAvailable } }

  /// The names of all, weakest first, with commas between: for help and messages.
  public static var names: String { listed(allCases) }

  /// Choose by name.
  ///
  /// - Parameter name: as ``description`` prints it, or `auto` for ``best``.
  /// - Throws: ``AccelError``: `invalidArgument` for a name that does not exist, `unavailable` for an
  ///   instruction set that this machine lacks.
  public init(named name: String) throws(AccelError) {
    if name == "auto" {
      self = .best
      return
    }
    guard let level = CPULevel.allCases.first(where: { $0.description == name }) else {
      throw AccelError(
        .invalidArgument, attempt: "use the instruction set \(name)",
        problem: "there is none of that name",
        remedy: "use \(CPULevel.names) or auto")
    }
    guard level.isAvailable else {
      throw AccelError(
        .unavailable, attempt: "use the instruction set \(name)", problem: "this CPU lacks it",
        remedy: "use \(CPULevel.listed(CPULevel.available)) or auto")
    }
    self = level
  }

  /// - Throws: ``AccelError`` `unavailable` if this machine lacks it.
  func check(attempt: String) throws(AccelError) {
    guard isAvailable else {
      throw AccelError(
        .unavailable, attempt: "\(attempt) with \(self)",
        problem: "this CPU lacks the instruction set", remedy: "use the level auto")
    }
  }

  private static func listed(_ levels: [CPULevel]) -> String {
    var text = ""
    for level in levels { text += (text.isEmpty ? "" : ", ") + level.description }
    return text
  }
}

extension CPULevel: CustomStringConvertible {
  public var description: String { ConvolutionCalls.name(self) }
}
