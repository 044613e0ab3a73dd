// SPDX-License-Identifier: BSD-3-Clause

/// A span of time by a board's own clock, in whole nanoseconds.
public struct BoardTime: Sendable, Hashable, Comparable {
  public var nanoseconds: UInt64

  public init(nanoseconds: UInt64) {
    self.nanoseconds = nanoseconds
  }

  public static func seconds(_ count: UInt64) -> BoardTime {
    BoardTime(nanoseconds: count * 1_000_000_000)
  }

  public static func milliseconds(_ count: UInt64) -> BoardTime {
    BoardTime(nanoseconds: count * 1_000_000)
  }

  public var inSeconds: Double { Double(nanoseconds) / 1e9 }

  public static func < (left: BoardTime, right: BoardTime) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  public static func + (left: BoardTime, right: BoardTime) -> BoardTime {
    BoardTime(nanoseconds: left.nanoseconds + right.nanoseconds)
  }
}

/// How the times that a device reports come about.
public enum BoardClock: Sendable, Hashable {
  /// A clock on real hardware.
  case measured
  /// Clock cycles of simulated RTL.
  case simulated
  /// A formula calibrated on measurements that somebody published.
  case modelled
}

extension BoardClock: CustomStringConvertible {
  public var description: String {
    switch self {
    case .measured: "measured"
    case .simulated: "simulated"
    case .modelled: "modelled"
    }
  }
}
