// SPDX-License-Identifier: BSD-3-Clause

/// What the static timing analysis found: set-up times at the slow corner, one clock, no skew.
public struct TimingReport: Codable, Equatable, Sendable {
  /// A path from one clocked pin to the next.
  public struct Path: Codable, Equatable, Sendable {
    /// From the clock's edge up to the next one, with the set-up time, in nanoseconds.
    public var nanoseconds: Double
    /// As `CELL/PIN`.
    public var from: String
    public var to: String
    /// Kinds of the blocks at its ends, for example `RAMB36E1 -> DSP48E1`.
    public var kind: String
    /// The set-up time of its end.
    public var setup: Double
    /// Every pin on the way, with the time at which the signal is there.
    public var steps: [Step]
  }

  /// The longest path from one kind of block to another.
  public struct Kind: Codable, Equatable, Sendable {
    /// For example `FDRE -> DSP48E1`.
    public var kind: String
    public var nanoseconds: Double
  }

  public struct Step: Codable, Equatable, Sendable {
    public var pin: String
    public var nanoseconds: Double
  }

  /// What the longest path allows, in MHz.
  public var clockMHz: Double
  /// The longest first.
  public var worstPaths: [Path]
  /// The longest first.
  public var kinds: [Kind]
  /// Ends of paths that were looked at.
  public var endpoints: Int
  /// Clocked pins for which no figures are known, as `TYPE.PIN`, with their number.
  public var untimed: [String: Int]
  /// Nets that clock something. More than one are treated as one clock.
  public var clocks: [String]
  /// What the analysis does not see.
  public var limits: [String]

  static let limits = [
    "hold times, clock skew and jitter are not analysed",
    "paths within a DSP48E1 or a block RAM are not analysed",
  ]
}
