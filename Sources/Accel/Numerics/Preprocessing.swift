// SPDX-License-Identifier: BSD-3-Clause

/// How pixel bytes become what a network was trained on: `(byte * scale - mean) / deviation`.
public struct Preprocessing: Sendable, Hashable {
  /// In which order a colour pixel's bytes are taken.
  public enum ChannelOrder: UInt8, Sendable, Hashable {
    /// As they are: red, green, blue in data sets.
    case rgb = 0
    /// The other way round, as OpenCV reads images and many Caffe models want them.
    case bgr = 1
  }

  /// For each step of a byte; finite.
  public var scale: Double
  /// One for all, one for each channel or one for each element in order (y, x, channel); none is 0.
  public var mean: [Double]
  /// One for all or one for each channel, positive; none is 1.
  public var deviation: [Double]
  /// The order of the channels that the network takes.
  public var channelOrder: ChannelOrder

  /// Any values; ``NativeNetwork`` checks them.
  public init(
    scale: Double = 1, mean: [Double] = [], deviation: [Double] = [],
    channelOrder: ChannelOrder = .rgb
  ) {
    self.scale = scale
    self.mean = mean
    self.deviation = deviation
    self.channelOrder = channelOrder
  }

  /// What a byte of one element becomes.
  ///
  /// - Precondition: `element` is one of `shape`, and ``check(for:)`` passes.
  public func real(_ byte: UInt8, element: Int, of shape: Shape) -> Double {
    let channel = element % shape.channels
    let mean =
      switch self.mean.count {
      case 0: 0.0
      case 1: self.mean[0]
      case shape.channels: self.mean[channel]
      default: self.mean[element]
      }
    let deviation =
      switch self.deviation.count {
      case 0: 1.0
      case 1: self.deviation[0]
      default: self.deviation[channel]
      }
    return (Double(byte) * scale - mean) / deviation
  }

  /// The bytes of an image as the network takes them, in order (y, x, channel).
  ///
  /// - Precondition: `bytes` is a whole number of images.
  public func reals(_ bytes: [UInt8], of shape: Shape) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(bytes.count)
    for index in bytes.indices {
      let byte = bytes[source(of: index, shape)]
      values.append(real(byte, element: index % shape.count, of: shape))
    }
    return values
  }

  /// The codes of images.
  ///
  /// - Precondition: `bytes` is a whole number of images.
  public func codes(_ bytes: [UInt8], of shape: Shape, _ quantization: Quantization) -> [Int32] {
    let isPerElement = mean.count > 1 && mean.count != shape.channels
    // A code for each byte of each channel, unless elements differ.
    var table: [Int32] = []
    if !isPerElement {
      for channel in 0..<shape.channels {
        for byte in UInt8.min...UInt8.max {
          table.append(quantization.code(real(byte, element: channel, of: shape)))
        }
      }
    }
    var codes: [Int32] = []
    codes.reserveCapacity(bytes.count)
    for index in bytes.indices {
      let byte = bytes[source(of: index, shape)]
      codes.append(
        isPerElement
          ? quantization.code(real(byte, element: index % shape.count, of: shape))
          : table[index % shape.channels * 256 + Int(byte)])
    }
    return codes
  }

  /// The real numbers that bytes can become.
  ///
  /// - Precondition: ``check(for:)`` passes.
  public func range(for shape: Shape) -> ClosedRange<Double> {
    var low = Double.infinity
    var high = -Double.infinity
    let elements = mean.count > 1 && mean.count != shape.channels ? shape.count : shape.channels
    for element in 0..<elements {
      let ends = [UInt8.min, .max].map { real($0, element: element, of: shape) }
      low = min(low, ends[0], ends[1])
      high = max(high, ends[0], ends[1])
    }
    return low...high
  }

  /// Whether it can serve images of a shape.
  ///
  /// - Throws: ``AccelError`` `valueOutOfRange` for means or deviations of another number or out of
  ///   range.
  public func check(for shape: Shape) throws(AccelError) {
    guard let problem = problem(for: shape) else { return }
    throw AccelError(
      .valueOutOfRange, attempt: "prepare images of \(shape)", problem: problem,
      remedy: "give a scale, means and deviations that belong to the model")
  }

  /// What keeps it from serving images of a shape, for messages.
  private func problem(for shape: Shape) -> String? {
    guard mean.count <= 1 || mean.count == shape.channels || mean.count == shape.count else {
      return "there are \(mean.count) means for images of \(shape)"
    }
    guard deviation.count <= 1 || deviation.count == shape.channels else {
      return "there are \(deviation.count) deviations for images of \(shape)"
    }
    guard deviation.allSatisfy({ $0 > 1e-12 && $0 < 1e12 }), scale != 0, abs(scale) < 1e12,
      mean.allSatisfy({ abs($0) < 1e12 })
    else {
      return "a scale, mean or deviation is not finite, zero or out of range"
    }
    guard channelOrder == .rgb || shape.channels == 3 else {
      return "images of \(shape) have no order of three colours"
    }
    return nil
  }

  /// Where the byte of an element lies.
  private func source(of index: Int, _ shape: Shape) -> Int {
    guard channelOrder == .bgr else { return index }
    let channel = index % shape.channels
    return index - channel + (shape.channels - 1 - channel)
  }
}
