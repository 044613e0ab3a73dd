// SPDX-License-Identifier: BSD-3-Clause

/// What a design takes of a part's fabric, or may take.
public struct FabricResources: Sendable, Hashable, Codable {
  /// DSP48E1 slices.
  public var dsp = 0
  /// Halves of block RAM, 18 Kibit each; a RAMB36 is two.
  public var bram18 = 0
  /// Look-up tables with six inputs, those that serve as memories included.
  public var luts = 0
  /// Registers of one bit.
  public var flipFlops = 0

  public init(dsp: Int = 0, bram18: Int = 0, luts: Int = 0, flipFlops: Int = 0) {
    self.dsp = dsp
    self.bram18 = bram18
    self.luts = luts
    self.flipFlops = flipFlops
  }

  public static func + (left: FabricResources, right: FabricResources) -> FabricResources {
    FabricResources(
      dsp: left.dsp + right.dsp, bram18: left.bram18 + right.bram18, luts: left.luts + right.luts,
      flipFlops: left.flipFlops + right.flipFlops)
  }

  public static func * (one: FabricResources, count: Int) -> FabricResources {
    FabricResources(
      dsp: one.dsp * count, bram18: one.bram18 * count, luts: one.luts * count,
      flipFlops: one.flipFlops * count)
  }

  public static func += (left: inout FabricResources, right: FabricResources) {
    left = left + right
  }

  /// Whether nothing exceeds a budget.
  public func fits(_ budget: FabricResources) -> Bool { excess(over: budget) == nil }

  /// The first resource that exceeds a budget, for messages: its name, what is taken and what may be.
  func excess(over budget: FabricResources) -> (name: String, taken: Int, allowed: Int)? {
    if dsp > budget.dsp { return ("DSP48E1", dsp, budget.dsp) }
    if bram18 > budget.bram18 { return ("RAMB18", bram18, budget.bram18) }
    if luts > budget.luts { return ("LUT", luts, budget.luts) }
    if flipFlops > budget.flipFlops { return ("FF", flipFlops, budget.flipFlops) }
    return nil
  }

  /// How much of a part this is: the sum of the shares.
  func weight(in part: FabricResources) -> Double {
    Double(dsp) / Double(part.dsp) + Double(bram18) / Double(part.bram18)
      + Double(luts) / Double(part.luts) + Double(flipFlops) / Double(part.flipFlops)
  }
}
