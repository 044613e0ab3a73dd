// SPDX-License-Identifier: BSD-3-Clause
import TestSupport

/// Messages for the core that are right, nearly right, or nothing at all.
struct FuzzMessages {
  static let large = [LeNet.load(0), LeNet.load(3)]
  static let extremes: [Int32] = [.min, -1, 0, 1, 2, 127, 128, 4_096, 65_536, .max]

  let network: SmallNetwork

  func next(_ random: inout SeededRandom) -> [Int32] {
    var message = valid(&random)
    guard Bool.random(using: &random) else { return message }
    for _ in 0..<Int.random(in: 1...3, using: &random) { mutate(&message, &random) }
    return message.isEmpty ? [0] : message
  }

  private func valid(_ random: inout SeededRandom) -> [Int32] {
    switch Int.random(in: 0..<8, using: &random) {
    case 0: return Self.large.randomElement(using: &random) ?? []
    case 1...3:
      let layer = network.headers.indices.randomElement(using: &random) ?? 0
      return network.load(layer, weight: word(&random))
    case 4: return shaped(&random)
    default:
      let batch = Int.random(in: 0...3, using: &random)
      return network.images((0..<batch).map { _ in word(&random) })
    }
  }

  /// A weight load whose sizes agree with each other, and with the overlay or not.
  private func shaped(_ random: inout SeededRandom) -> [Int32] {
    let kernel = Int32.random(in: 1...5, using: &random)
    let pad = Int32.random(in: 0..<kernel, using: &random)
    let side = Int32.random(in: kernel...32, using: &random)
    let inputs = Int32.random(in: 1...4, using: &random)
    let outputs = Int32.random(in: 1...8, using: &random)
    let layer = Int32.random(in: 1...5, using: &random)
    let header = [layer, 1, kernel, inputs, side, outputs, side + 2 * pad - kernel + 1, pad]
    return header + (0..<(outputs * kernel * kernel * inputs)).map { $0 }
  }

  private func mutate(_ message: inout [Int32], _ random: inout SeededRandom) {
    switch Int.random(in: 0..<5, using: &random) {
    case 0: message.removeLast(Int.random(in: 0...message.count, using: &random))
    case 1: message += (0..<Int.random(in: 1...20, using: &random)).map { _ in word(&random) }
    case 2:
      guard let index = message.indices.randomElement(using: &random) else { return }
      message.remove(at: index)
    default:
      guard let index = message.indices.prefix(8).randomElement(using: &random) else { return }
      message[index] = word(&random)
    }
  }

  private func word(_ random: inout SeededRandom) -> Int32 {
    switch Int.random(in: 0..<3, using: &random) {
    case 0: Self.extremes.randomElement(using: &random) ?? 0
    case 1: Int32.random(in: -8...32, using: &random)
    default: Int32.random(in: .min ... .max, using: &random)
    }
  }
}
