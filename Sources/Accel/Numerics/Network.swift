// SPDX-License-Identifier: BSD-3-Clause

/// A network in either number profile: what a `.accel` file holds.
public enum Network: Sendable, Hashable {
  /// In the numbers of the published bitstreams: boards and the CPU compute it.
  case overlay(OverlayNetwork)
  /// In the numbers of `accel import`: the CPU computes it.
  case native(NativeNetwork)

  /// How numbers are rounded and kept in range; <doc:Numerics> defines both.
  public enum Profile: UInt8, Sendable, Hashable {
    case overlay = 0
    case native = 1
  }

  /// Which of the two it is.
  public var profile: Profile {
    switch self {
    case .overlay: .overlay
    case .native: .native
    }
  }

  /// For people; messages use it.
  public var name: String {
    switch self {
    case .overlay(let network): network.name
    case .native(let network): network.name
    }
  }

  /// Width of codes and weights.
  public var format: FixedFormat {
    switch self {
    case .overlay(let network): network.format
    case .native(let network): network.format
    }
  }

  /// Of one image.
  public var input: Shape {
    switch self {
    case .overlay(let network): network.input
    case .native(let network): network.input
    }
  }

  /// Of one image.
  public var output: Shape {
    switch self {
    case .overlay(let network): network.output
    case .native(let network): network.output
    }
  }

  /// Multiply-accumulates for one image, in convolutions and fully connected layers.
  public var multiplyAccumulates: Int64 {
    switch self {
    case .overlay(let network): network.multiplyAccumulates
    case .native(let network): network.multiplyAccumulates
    }
  }

  /// Encode pixel bytes of whole images, each in order (y, x, channel).
  ///
  /// - Throws: ``AccelError`` as ``OverlayNetwork/words(for:)`` and ``NativeNetwork/words(for:)``.
  public func words(for pixels: [UInt8]) throws(AccelError) -> [Int32] {
    switch self {
    case .overlay(let network): try network.words(for: pixels)
    case .native(let network): try network.words(for: pixels)
    }
  }
}

extension Network.Profile: CustomStringConvertible {
  public var description: String {
    switch self {
    case .overlay: "overlay"
    case .native: "native"
    }
  }
}

extension CPUExecutor {
  /// Pack the weights of a network for an instruction set.
  ///
  /// - Throws: ``AccelError`` `unavailable` if this machine lacks the instruction set.
  public init(_ network: Network, level: CPULevel = .preferred) throws(AccelError) {
    switch network {
    case .overlay(let network): try self.init(network, level: level)
    case .native(let network): try self.init(network, level: level)
    }
  }
}
