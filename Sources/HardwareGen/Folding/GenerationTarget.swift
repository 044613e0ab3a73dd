// SPDX-License-Identifier: BSD-3-Clause

/// What a design shall achieve.
public enum GenerationTarget: Sendable, Hashable {
  /// As fast as the budget allows.
  case fastest
  /// At most so many cycles an image, with as little as possible.
  case cycles(Int)
}

/// Everything that decides on a design beside the network.
public struct GenerationOptions: Sendable, Hashable {
  public var board: HardwareBoard
  public var target: GenerationTarget
  /// What the whole design may take.
  public var budget: FabricResources
  /// Of the design's clock.
  public var clockKHz: Int
  /// Whether the bitstream brings the network's weights along.
  public var holdsContents: Bool

  /// - Parameters:
  ///   - board: what the design is for.
  ///   - target: what it shall achieve.
  ///   - budget: `nil` for ``defaultBudget(_:)``.
  ///   - clockKHz: of the design's clock, 1 or more.
  ///   - holdsContents: whether the bitstream brings the network's weights along.
  public init(
    board: HardwareBoard, target: GenerationTarget = .fastest, budget: FabricResources? = nil,
    clockKHz: Int = 150_000, holdsContents: Bool = true
  ) {
    self.board = board
    self.target = target
    self.budget = budget ?? GenerationOptions.defaultBudget(board.part)
    self.clockKHz = clockKHz
    self.holdsContents = holdsContents
  }

  /// All DSPs; of what a router needs room between, less.
  public static func defaultBudget(_ part: FabricPart) -> FabricResources {
    FabricResources(
      dsp: part.resources.dsp, bram18: part.resources.bram18 * 95 / 100,
      luts: part.resources.luts * 7 / 10, flipFlops: part.resources.flipFlops * 7 / 10)
  }
}
