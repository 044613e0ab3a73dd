// SPDX-License-Identifier: BSD-3-Clause
public import Accel
internal import Foundation

/// What became of a design, as it is kept beside the bitstream.
public struct ImplementationReport: Codable, Equatable, Sendable {
  /// How often a rule was applied.
  public struct RepairCount: Codable, Equatable, Sendable {
    public var rule: RepairRule
    public var count: Int
    /// One of them.
    public var example: Repair
  }

  /// A feature that the database does not have.
  public struct UnknownFeature: Codable, Equatable, Sendable {
    public var feature: String
    public var count: Int
    /// Why it needs no bits.
    public var reason: String
  }

  public struct Stage: Codable, Equatable, Sendable {
    public var name: String
    public var seconds: Double
  }

  /// What a network does in the design, at the clock that was asked for; cycles as estimated.
  public struct Throughput: Codable, Equatable, Sendable {
    public var network: String
    public var cyclesPerImage: Int
    public var imagesPerSecond: Double
    public var gops: Double

    public init(network: String, cyclesPerImage: Int, imagesPerSecond: Double, gops: Double) {
      self.network = network
      self.cyclesPerImage = cyclesPerImage
      self.imagesPerSecond = imagesPerSecond
      self.gops = gops
    }
  }

  public var design: String
  public var part: String
  /// Of a design that was generated from a network.
  public var throughput: Throughput?
  /// By the project's own timing analysis.
  public var clockMHz: Double
  /// What the router was asked for.
  public var targetMHz: Double
  public var dsp: Int
  public var bram36: Double
  /// LUTs that the routed design occupies, which may be more than synthesis counts.
  public var lut: Int
  public var ff: Int
  public var carry: Int
  public var toolVersions: [String: String]
  /// Of the tools. The refinement of a placement, between two of them, is a part of this program.
  public var commands: [String]
  public var stages: [Stage]
  public var timing: TimingReport
  /// DSP48E1, halves of block RAMs and LUT memories that were decoded back and found right.
  public var checkedBlocks: Int
  public var repairs: [RepairCount]
  public var unknownFeatures: [UnknownFeature]
  /// Block RAM tiles whose address cascade carries ordinary signals, which nobody has confirmed on
  /// a board.
  public var addressCascades: Int
  public var features: Int
  /// Bits that are set.
  public var setBits: Int
  /// Frames that were read back from the bitstream and equal what was assembled.
  public var framesReadBack: Int

  /// As JSON, in the same order each time.
  ///
  /// - Throws: ``AccelError`` `valueOutOfRange` for figures that are no numbers.
  public func json() throws(AccelError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return [UInt8](try encoder.encode(self)) + [UInt8(ascii: "\n")]
    } catch {
      throw AccelError(
        .valueOutOfRange, attempt: "write the report of \(design)",
        problem: "it holds a figure that is no number", remedy: "build the design again")
    }
  }

  static func counts(_ repairs: [Repair]) -> [RepairCount] {
    RepairRule.allCases.compactMap { rule in
      let made = repairs.filter { $0.rule == rule }
      return made.first.map { RepairCount(rule: rule, count: made.count, example: $0) }
    }
  }
}
