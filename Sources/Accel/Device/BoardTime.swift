// SPDX-License-Identifier: BSD-3-Clause

/// A span of time by a board's own clock, in whole nanoseconds. Sums and products beyond 584 years
/// stay there.
public struct BoardTime: Sendable, Hashable, Comparable {
  /// 0 to 2^64 - 1.
  public var nanoseconds: UInt64

  /// A span in nanoseconds.
  public init(nanoseconds: UInt64) {
    self.nanoseconds = nanoseconds
  }

  /// A span in whole seconds.
  public static func seconds(_ count: UInt64) -> BoardTime {
    BoardTime(nanoseconds: 1_000_000_000) * count
  }

  /// A span in whole milliseconds.
  public static func milliseconds(_ count: UInt64) -> BoardTime {
    BoardTime(nanoseconds: 1_000_000) * count
  }

  /// The span as a number of seconds.
  public var inSeconds: Double { Double(nanoseconds) / 1e9 }

  public static func < (left: BoardTime, right: BoardTime) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  /// The sum, at most the longest span.
  public static func + (left: BoardTime, right: BoardTime) -> BoardTime {
    let (sum, overflow) = left.nanoseconds.addingReportingOverflow(right.nanoseconds)
    return BoardTime(nanoseconds: overflow ? .max : sum)
  }

  /// The product, at most the longest span.
  public static func * (left: BoardTime, right: UInt64) -> BoardTime {
    let (product, overflow) = left.nanoseconds.multipliedReportingOverflow(by: right)
    return BoardTime(nanoseconds: overflow ? .max : product)
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
