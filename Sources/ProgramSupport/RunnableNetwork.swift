// SPDX-License-Identifier: BSD-3-Clause
package import Accel

/// A network in either number profile.
package enum RunnableNetwork: Sendable {
  /// Of the published bitstreams: boards and the CPU compute it.
  case overlay(OverlayNetwork)
  /// Of `.accel` files: the CPU computes it.
  case native(NativeNetwork)

  package var name: String {
    switch self {
    case .overlay(let network): network.name
    case .native(let network): network.name
    }
  }

  package var profile: String {
    switch self {
    case .overlay: "overlay"
    case .native: "native"
    }
  }

  package var format: FixedFormat {
    switch self {
    case .overlay(let network): network.format
    case .native(let network): network.format
    }
  }

  package var input: Shape {
    switch self {
    case .overlay(let network): network.input
    case .native(let network): network.input
    }
  }

  package var output: Shape {
    switch self {
    case .overlay(let network): network.output
    case .native(let network): network.output
    }
  }

  /// Operations for one image: a multiplication and an addition for each weight used.
  package var operations: Double {
    switch self {
    case .overlay(let network): 2 * Double(network.multiplyAccumulates)
    case .native(let network): 2 * Double(network.multiplyAccumulates)
    }
  }

  /// - Throws: ``AccelError`` as the network's own.
  package func words(for pixels: [UInt8]) throws(AccelError) -> [Int32] {
    switch self {
    case .overlay(let network): try network.words(for: pixels)
    case .native(let network): try network.words(for: pixels)
    }
  }

  /// - Throws: ``AccelError`` `unavailable` if this machine lacks the instruction set.
  package func executor(level: CPULevel = .preferred) throws(AccelError) -> CPUExecutor {
    switch self {
    case .overlay(let network): try CPUExecutor(network, level: level)
    case .native(let network): try CPUExecutor(network, level: level)
    }
  }
}
