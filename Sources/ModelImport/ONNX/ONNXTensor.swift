// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ONNXFormat

/// An array whose values are known when a model is read: parameters, shapes, settings.
struct ONNXTensor {
  enum Elements {
    case reals([Float])
    case integers([Int64])
  }

  /// Of integers that stand for real numbers.
  struct Scales {
    /// Along which they differ, or `nil` for a single scale.
    var axis: Int?
    var values: [Double]
  }

  var type: Onnx_TensorProto.DataType
  /// Length of each dimension; empty for a single number.
  var shape: [Int]
  /// In C order: the last index varies fastest.
  var elements: Elements
  /// Of the integers that the real numbers were made of.
  var scales: Scales?

  init(_ reals: [Float], _ shape: [Int]) {
    (type, self.shape, elements) = (.float, shape, .reals(reals))
  }

  init(_ integers: [Int64], _ shape: [Int], _ type: Onnx_TensorProto.DataType = .int64) {
    (self.type, self.shape, elements) = (type, shape, .integers(integers))
  }

  var count: Int {
    switch elements {
    case .reals(let values): values.count
    case .integers(let values): values.count
    }
  }

  /// Real numbers; `nil` for integers.
  var reals: [Float]? {
    guard case .reals(let values) = elements else { return nil }
    return values
  }

  /// `nil` for real numbers.
  var integers: [Int64]? {
    guard case .integers(let values) = elements else { return nil }
    return values
  }

  /// The same elements, whatever they are, in the places that `order` names.
  func reordered(_ order: [Int], shape: [Int]) -> ONNXTensor {
    var result = self
    result.shape = shape
    switch elements {
    case .reals(let values): result.elements = .reals(order.map { values[$0] })
    case .integers(let values): result.elements = .integers(order.map { values[$0] })
    }
    return result
  }

  /// `permutation[i]` is the axis that becomes axis `i`.
  ///
  /// - Precondition: it is a permutation of the axes.
  func transposed(_ permutation: [Int]) -> ONNXTensor {
    var steps = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      steps[axis] = steps[axis + 1] * shape[axis + 1]
    }
    var order = [0]
    order.reserveCapacity(count)
    for axis in permutation {
      order = order.flatMap { start in (0..<shape[axis]).map { start + $0 * steps[axis] } }
    }
    var result = reordered(order, shape: permutation.map { shape[$0] })
    result.scales?.axis = scales?.axis.flatMap { permutation.firstIndex(of: $0) }
    return result
  }
}

/// How messages give dimensions: `[1, 3, 32, 32]`.
func text<Integer: BinaryInteger>(_ dimensions: [Integer]) -> String {
  "[" + dimensions.map { String($0) }.joined(separator: ", ") + "]"
}
