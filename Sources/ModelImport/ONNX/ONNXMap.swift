// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// A feature map as a model sees it: Accel keeps it in order (y, x, channel), whatever the model's
/// order of axes; this says which is which.
struct ONNXMap {
  enum Axis: Hashable {
    case batch, row, column, channel
  }

  /// The layer that gives it, as an index; -1 for the image.
  var source: Int
  /// As Accel keeps it.
  var shape: Shape
  /// Images that the model takes at a time.
  var batch: Int
  /// What each of the model's axes runs over, the slowest first; those of length 1 are left out.
  var axes: [[Axis]]
  /// Rows and columns of zeros around it that the next layer has to add.
  var padding = 0
  /// Whether more than one node takes it.
  var isShared = false
  /// Whether the model rounds it to codes, and to which.
  var quantization: Quantization?
  /// Whether it holds these codes, not what they stand for.
  var isCodes = false

  /// With axes batch, channel, row and column.
  init(source: Int, shape: Shape, batch: Int) {
    self.init(
      source: source, shape: shape, batch: batch, axes: [[.batch], [.channel], [.row], [.column]])
  }

  init(source: Int, shape: Shape, batch: Int, axes: [[Axis]]) {
    (self.source, self.shape, self.batch, self.axes) = (source, shape, batch, [])
    self.axes = axes.map(longer)
  }

  /// Those of more than one element.
  func longer(_ axes: [Axis]) -> [Axis] { axes.filter { length(of: $0) != 1 } }

  func length(of axis: Axis) -> Int {
    switch axis {
    case .batch: batch
    case .row: shape.height
    case .column: shape.width
    case .channel: shape.channels
    }
  }

  /// The model's dimensions.
  var dimensions: [Int] { axes.map { $0.reduce(1) { $0 * length(of: $1) } } }

  /// Everything but the batch.
  var features: [Axis] { axes.joined().filter { $0 != .batch } }

  /// Whether its axes are batch, channel, row and column.
  var isChannelsFirst: Bool {
    axes == ONNXMap(source: source, shape: shape, batch: batch).axes
  }

  /// For each element in Accel's order, its place in an array that runs over `axes`, the last
  /// fastest, and stays where it is along others.
  func places(along axes: [Axis]) -> [Int] {
    var steps: [Axis: Int] = [:]
    var step = 1
    for axis in axes.reversed() {
      steps[axis] = step
      step *= length(of: axis)
    }
    let (rows, columns, channels) = (steps[.row] ?? 0, steps[.column] ?? 0, steps[.channel] ?? 0)
    var places: [Int] = []
    places.reserveCapacity(shape.count)
    for y in 0..<shape.height {
      for x in 0..<shape.width {
        for channel in 0..<shape.channels {
          places.append(y * rows + x * columns + channel * channels)
        }
      }
    }
    return places
  }
}
