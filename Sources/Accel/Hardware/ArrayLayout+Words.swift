// SPDX-License-Identifier: BSD-3-Clause

extension ArrayLayout {
  /// The words that load a layer: for each chain, pair of taps and address their weights; then for
  /// each output channel its bias and its multiplier.
  ///
  /// - Parameter layer: the one that the layout is of, whatever its parameters.
  /// - Returns: ``loadCount`` words.
  public func loadWords(_ layer: NativeNetwork.Convolution) -> [Int32] {
    var words: [Int32] = []
    words.reserveCapacity(loadCount)
    for chain in 0..<chains {
      for pair in 0..<tapPairs {
        for address in 0..<depth {
          let low = tapWord(layer, chain: chain, tap: 2 * pair, address: address)
          let high = tapWord(layer, chain: chain, tap: 2 * pair + 1, address: address)
          words.append(low | high << 16)
        }
      }
    }
    appendParameters(layer, to: &words)
    return words
  }

  /// The words that reading a layer back has to give: for each address, tap and chain its weights;
  /// then biases and multipliers.
  ///
  /// - Returns: ``readCount`` words.
  public func readWords(_ layer: NativeNetwork.Convolution) -> [Int32] {
    var words: [Int32] = []
    words.reserveCapacity(readCount)
    for address in 0..<depth {
      for tap in 0..<taps {
        for chain in 0..<chains {
          words.append(tapWord(layer, chain: chain, tap: tap, address: address))
        }
      }
    }
    appendParameters(layer, to: &words)
    return words
  }

  /// What a word of those that ``readWords(_:)`` gives is, for messages.
  ///
  /// - Precondition: `index` is in 0..<``readCount``.
  public func place(ofRead index: Int) -> String {
    let parameter = index - depth * taps * chains
    guard parameter < 0 else {
      return "the \(parameter % 2 == 0 ? "bias" : "multiplier") of channel \(parameter / 2)"
    }
    let (address, tap) = (index / (taps * chains), index / chains % taps)
    return "the weight at chain \(index % chains), tap \(tap), address \(address)"
  }

  private func appendParameters(_ layer: NativeNetwork.Convolution, to words: inout [Int32]) {
    for channel in 0..<outputChannels {
      words.append(layer.biases[channel])
      words.append(layer.requantization.multipliers[channel])
    }
  }

  /// 16 bits: a weight, or those of two output channels, the first in the low half.
  private func tapWord(
    _ layer: NativeNetwork.Convolution, chain: Int, tap: Int, address: Int
  ) -> Int32 {
    guard tap < taps else { return 0 }
    let (fold, step) = (address / steps, address % steps)
    let first = outputsPerTap * (fold * chains + chain)
    let weight = weight(layer, output: first, step: step, tap: tap)
    guard outputsPerTap == 2 else { return weight & 0xffff }
    let next = self.weight(layer, output: first + 1, step: step, tap: tap)
    return (next & 0xff) << 8 | weight & 0xff
  }

  /// 0 where the layer has none: behind its last channel, or in another group's.
  private func weight(
    _ layer: NativeNetwork.Convolution, output: Int, step: Int, tap: Int
  ) -> Int32 {
    let element = step % groupWords * taps + tap
    guard output < outputChannels, element < groupElements else { return 0 }
    let pixel = step / groupWords * (expands ? kernelWidth : 1) + element / inputChannels
    let group = output / (outputChannels / layer.groups)
    let inputs = inputChannels / layer.groups
    let channel = element % inputChannels - group * inputs
    guard (0..<inputs).contains(channel) else { return 0 }
    return Int32(layer.weights[(output * kernelHeight * kernelWidth + pixel) * inputs + channel])
  }
}
