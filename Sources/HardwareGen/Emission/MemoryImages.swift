// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// Files for `$readmemh` with what a design's memories hold when it starts.
struct MemoryImages {
  /// What the modules of a layer are told.
  struct Files {
    /// Before `_<chain>_<group>_<bank>`.
    let weights: String
    /// Before `_<lane>`.
    let parameters: String
  }

  static let folder = "memory"

  private let plan: HardwarePlan

  init(_ plan: HardwarePlan) { self.plan = plan }

  func files(ofLayer index: Int) -> Files {
    let stem = "\(MemoryImages.folder)/l\(index)"
    return Files(weights: "\(stem)_weights", parameters: "\(stem)_parameters")
  }

  /// Names and texts.
  var all: [(name: String, text: String)] {
    plan.layers.flatMap { layer -> [(name: String, text: String)] in
      guard case .convolution(let convolution, _) = layer.operation,
        let array = plan.foldings[layer.index].array
      else { return [] }
      let words = array.loadWords(convolution)
      let names = files(ofLayer: layer.index)
      let weights = words.count - 2 * layer.output.channels
      return memories(words[..<weights], array, names.weights)
        + parameters(
          convolution, lanes: plan.foldings[layer.index].outLanes, names.parameters)
    }
  }

  private func memories(
    _ words: ArraySlice<Int32>, _ array: ArrayLayout, _ prefix: String
  ) -> [(name: String, text: String)] {
    let groups = (array.taps + 1) / 2
    return (0..<array.chains * groups).flatMap { memory in
      let rest = words[memory * array.depth..<(memory + 1) * array.depth]
      return stride(from: 0, to: array.depth, by: WeightMemory.bankWords).map { first in
        let bank = rest.dropFirst(first).prefix(WeightMemory.bankWords)
        let place = [memory / groups, memory % groups, first / WeightMemory.bankWords]
        return (prefix + place.map { "_" + twoDigits($0) }.joined(), text(bank))
      }
    }
  }

  /// For each lane, of every channel that it gives, multiplier and bias as one word.
  private func parameters(
    _ layer: NativeNetwork.Convolution, lanes: Int, _ prefix: String
  ) -> [(name: String, text: String)] {
    (0..<lanes).map { lane in
      let channels = stride(from: lane, to: layer.biases.count, by: lanes)
      let words = channels.map { channel in
        hex(UInt32(bitPattern: layer.requantization.multipliers[channel]), digits: 5)
          + hex(UInt32(bitPattern: layer.biases[channel]), digits: 8) + "\n"
      }
      return ("\(prefix)_\(lane)", words.joined())
    }
  }

  private func twoDigits(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }

  private func text(_ words: ArraySlice<Int32>) -> String {
    words.map { hex(UInt32(bitPattern: $0), digits: 8) + "\n" }.joined()
  }

  private func hex(_ word: UInt32, digits: Int) -> String {
    let text = String(word, radix: 16)
    return String(repeating: "0", count: digits - text.count) + text
  }
}
