// SPDX-License-Identifier: BSD-3-Clause

/// A clock of the fabric, FCLK0 to FCLK3 of Zynq-7000.
public struct FabricClock: Sendable, Hashable {
  /// What it is divided from.
  public enum Source: Sendable, Hashable {
    case ioPLL, armPLL, ddrPLL
  }

  /// How many there are.
  public static let count = 4

  /// What it is divided from.
  public let source: Source
  /// That source in Hz.
  public let sourceFrequency: UInt64
  public let dividers: ClockDividers
  /// `false` where it is held still.
  public let isRunning: Bool

  /// In Hz, when it runs.
  public var frequency: UInt64 { dividers.frequency(from: sourceFrequency) }

  // MARK: through the kernel

  /// The frequency in force, in Hz, as the kernel has it.
  ///
  /// - Parameters:
  ///   - index: 0 to 3.
  ///   - root: a folder in front of every path; `""` on a board.
  /// - Returns: `nil` where the kernel does not say: it lacks a driver for `xlnx,fclk`.
  /// - Throws: ``AccelError`` `unreadableFile`.
  public static func frequency(of index: Int, root: String = "") throws(AccelError) -> UInt64? {
    precondition((0..<count).contains(index), "there are four clocks")
    return try DriverCalls.clockRate(index, root)
  }

  /// Set a frequency through the kernel, which chooses the dividers.
  ///
  /// - Parameters:
  ///   - index: 0 to 3.
  ///   - wanted: in Hz.
  ///   - root: a folder in front of every path; `""` on a board.
  /// - Returns: what is in force.
  /// - Throws: ``AccelError``: `unavailable` where the kernel offers no way, or not to you,
  ///   `valueOutOfRange` if it comes out above what was asked for. It is as before then, if that
  ///   was known.
  public static func set(
    _ index: Int, to wanted: UInt64, root: String = ""
  ) throws(AccelError) -> UInt64 {
    precondition((0..<count).contains(index), "there are four clocks")
    let before = try frequency(of: index, root: root)
    try DriverCalls.setClockRate(index, wanted, root)
    guard let frequency = try frequency(of: index, root: root) else {
      throw clockUnknown(index)
    }
    guard frequency <= wanted else {
      throw AccelError(
        .valueOutOfRange, attempt: "set the clock FCLK\(index) to \(wanted) Hz",
        problem: "the kernel made it \(frequency) Hz" + restore(index, before, root: root),
        remedy: "ask for less")
    }
    return frequency
  }

  /// Set a clock back; returns a clause that says what it is now.
  private static func restore(_ index: Int, _ before: UInt64?, root: String) -> String {
    guard let before else { return ", and so it stays" }
    do throws(AccelError) {
      try DriverCalls.setClockRate(index, before, root)
      return ", and it is back at \(before) Hz"
    } catch {
      return ", and so it stays"
    }
  }

  private static func clockUnknown(_ index: Int) -> AccelError {
    AccelError(
      .unavailable, attempt: "read the clock FCLK\(index)", problem: "the kernel does not say",
      remedy: "use a kernel with the driver xlnx,fclk")
  }
}
