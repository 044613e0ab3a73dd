// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// What the registers say of each layer. Source: Hardware/README.md, "Registers".
struct LayerTable {
  /// KIND, ARRAY, DEPTH, WORDS and READS.
  static let wordsPerLayer = 5

  private let plan: HardwarePlan

  init(_ plan: HardwarePlan) { self.plan = plan }

  func words(ofLayer index: Int) -> [UInt32] {
    let kind = LayerTable.kind(plan.layers[index].operation)
    guard let array = plan.foldings[index].array else { return [kind, 0, 0, 0, 0] }
    return [
      kind, array.register, UInt32(array.depth), UInt32(array.loadCount), UInt32(array.readCount),
    ]
  }

  /// All words as one constant of `bits` bits, the first layer's first word in the lowest ones.
  var constant: String {
    let digits = plan.layers.indices.flatMap { words(ofLayer: $0) }.reversed().map(hex)
    return "\(bits)'h" + digits.joined(separator: "_")
  }

  var bits: Int { 32 * LayerTable.wordsPerLayer * plan.layers.count }

  private static func kind(_ operation: HardwareLayer.Operation) -> UInt32 {
    switch operation {
    case .convolution: 1
    case .maxPooling, .averagePooling: 2
    case .addition: 3
    case .concatenation, .clamp: 4
    }
  }

  private func hex(_ word: UInt32) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
