// SPDX-License-Identifier: BSD-3-Clause

/// Where the parameters of a weighted layer lie in the memories of its array of DSPs, and in which
/// order words load and read them.
///
/// An array has ``chains`` chains of ``taps`` DSPs, each for ``outputsPerTap`` output channels. A
/// layer takes ``folds`` passes of ``steps`` cycles for each output pixel. Source: Hardware/README.md,
/// "Arrays" and "Memories, and how they are loaded and read".
public struct ArrayLayout: Sendable, Hashable {
  /// DSPs of a chain, 1 to 10.
  public let taps: Int
  /// Chains of the array, 1 to 255.
  public let chains: Int
  /// Whether a word holds a window's row instead of a pixel.
  public let expands: Bool
  /// Output channels of a DSP: 2 in fixed8, 1 in fixed16.
  public let outputsPerTap: Int

  let kernelHeight: Int
  let kernelWidth: Int
  let inputChannels: Int
  let outputChannels: Int

  /// Choose an array for a layer.
  ///
  /// - Parameters:
  ///   - layer: the convolution, or the fully connected layer as one.
  ///   - input: the shape that the layer takes, without padding.
  ///   - outputs: the channels that it gives.
  ///   - format: of its weights.
  ///   - taps: DSPs of a chain.
  ///   - chains: chains of the array.
  ///   - expands: whether a word holds a window's row instead of a pixel.
  /// - Precondition: `taps` and `chains` are in ``tapRange`` and ``chainRange``.
  public init(
    _ layer: NativeNetwork.Convolution, input: Shape, outputs: Int, format: FixedFormat, taps: Int,
    chains: Int, expands: Bool
  ) {
    precondition(
      ArrayLayout.tapRange.contains(taps) && ArrayLayout.chainRange.contains(chains),
      "an array that registers can describe")
    self.taps = taps
    self.chains = chains
    self.expands = expands
    outputsPerTap = format == .fixed8 ? 2 : 1
    kernelHeight = layer.kernelHeight
    kernelWidth = layer.kernelWidth
    inputChannels = input.channels
    outputChannels = outputs
  }

  /// No chain crosses a clock row.
  public static let tapRange = 1...10
  /// What the table of layers can say.
  public static let chainRange = 1...255

  /// Elements that are cut into words of ``taps``: those of a pixel, or of a window's row.
  public var groupElements: Int { expands ? kernelWidth * inputChannels : inputChannels }

  /// Words of a pixel, or of a window's row.
  public var groupWords: Int { (groupElements + taps - 1) / taps }

  /// Cycles of a pass.
  public var steps: Int { kernelHeight * (expands ? 1 : kernelWidth) * groupWords }

  /// Passes for each output pixel.
  public var folds: Int {
    let pairs = (outputChannels + outputsPerTap - 1) / outputsPerTap
    return (pairs + chains - 1) / chains
  }

  /// Words of a weight memory.
  public var depth: Int { folds * steps }

  /// Memories of a chain; each serves two taps.
  var tapPairs: Int { (taps + 1) / 2 }

  /// 32-bit words that load the layer.
  public var loadCount: Int { chains * tapPairs * depth + 2 * outputChannels }

  /// 32-bit words that read the layer back.
  public var readCount: Int { depth * taps * chains + 2 * outputChannels }

  /// Whether 31 bits count the words of loads and reads, as they do for all that fits an FPGA.
  public var isCountable: Bool {
    let row = Int64(expands ? 1 : kernelWidth) * Int64(groupWords)
    let pass = Int64(kernelHeight) * row * Int64(taps) * Int64(chains)
    let words = pass.multipliedReportingOverflow(by: Int64(folds))
    return !words.overflow && words.partialValue < Int64(Int32.max) - 2 * Int64(outputChannels)
  }

  /// What the layer's entry in the table of layers says of it.
  public var register: UInt32 {
    typealias Core = HardwareRegisters.Core
    return UInt32(taps) << Core.layerArrayTapsShift
      | UInt32(chains) << Core.layerArrayChainsShift
      | UInt32(outputsPerTap) << Core.layerArrayPerTapShift
      | (expands ? 1 : 0) << Core.layerArrayExpandShift
  }
}
