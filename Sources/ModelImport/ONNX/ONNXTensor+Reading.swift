// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import Foundation
internal import ONNXFormat

extension ONNXTensor {
  /// Read what a file holds.
  ///
  /// - Parameter what: what messages call it, for example `initializer conv1.weight`.
  init(_ tensor: Onnx_TensorProto, _ what: String, file: String) throws(AccelError) {
    let reader = TensorReader(tensor: tensor, what: what, file: file)
    type = try reader.type()
    shape = try reader.shape()
    elements = try reader.elements(type, count: shape.reduce(1, *))
  }

  /// Elements of the largest array that is read.
  static let maximumCount = 1 << 28

  /// Whether it is of no elements, and not a mere empty list. Its other sides would be bounded by
  /// nothing.
  static func isHollow(_ shape: [Int]) -> Bool { shape.count > 1 && shape.contains(0) }
}

private struct TensorReader {
  let tensor: Onnx_TensorProto
  let what: String
  let file: String

  func type() throws(AccelError) -> Onnx_TensorProto.DataType {
    guard tensor.dataLocation == .default, tensor.externalData.isEmpty else {
      throw AccelError(
        .unsupportedLayer, attempt: "read \(file)",
        problem: "\(what): its data are in another file (external data)",
        remedy: "save the model as one file")
    }
    guard !tensor.hasSegment else {
      throw AccelError(
        .unsupportedLayer, attempt: "read \(file)", problem: "\(what): it is stored in segments",
        remedy: "save the model as one file")
    }
    switch Onnx_TensorProto.DataType(rawValue: Int(tensor.dataType)) {
    case .some(let type) where type.width != nil: return type
    case .some(let type) where type != .undefined: throw unsupported("\(type)")
    default: throw unsupported("\(tensor.dataType)")
    }
  }

  private func unsupported(_ type: String) -> AccelError {
    AccelError(
      .unsupportedLayer, attempt: "read \(file)",
      problem: "\(what): elements of type \(type) are not supported",
      remedy: "use floats, or integers of 8 to 64 bits")
  }

  func shape() throws(AccelError) -> [Int] {
    var count: Int64 = 1
    for side in tensor.dims {
      let (product, overflow) = count.multipliedReportingOverflow(by: side)
      guard side >= 0, !overflow, product <= ONNXTensor.maximumCount else {
        throw AccelError(
          .shapeMismatch, attempt: "read \(file)",
          problem: "\(what): its shape \(text(tensor.dims)) is negative or too large",
          remedy: "use a smaller model")
      }
      count = product
    }
    let shape = tensor.dims.map { Int($0) }
    guard !ONNXTensor.isHollow(shape) else {
      throw AccelError(
        .shapeMismatch, attempt: "read \(file)",
        problem: "\(what): its shape \(text(shape)) has a side of 0",
        remedy: "check the model with onnx.checker and export it again")
    }
    return shape
  }

  func elements(
    _ type: Onnx_TensorProto.DataType, count: Int
  ) throws(AccelError) -> ONNXTensor.Elements {
    if tensor.hasRawData {
      try check(tensor.rawData.count, count * (type.width ?? 1), "bytes")
      return raw(type)
    }
    switch type {
    case .float:
      try check(tensor.floatData.count, count, "values")
      return .reals(tensor.floatData)
    case .double:
      try check(tensor.doubleData.count, count, "values")
      return .reals(tensor.doubleData.map { Float($0) })
    case .int64:
      try check(tensor.int64Data.count, count, "values")
      return .integers(tensor.int64Data)
    case .float16:
      try check(tensor.int32Data.count, count, "values")
      return .reals(
        tensor.int32Data.map { Float(Float16(bitPattern: UInt16(truncatingIfNeeded: $0))) })
    default:
      try check(tensor.int32Data.count, count, "values")
      return .integers(tensor.int32Data.map { Int64($0) })
    }
  }

  private func check(_ found: Int, _ needed: Int, _ what: String) throws(AccelError) {
    guard found == needed else {
      throw AccelError(
        .malformedFile, attempt: "read \(file)",
        problem: "\(self.what): its shape \(text(tensor.dims)) needs \(needed) \(what), but it has "
          + "\(found)",
        remedy: "get the file again, whole")
    }
  }

  private func raw(_ type: Onnx_TensorProto.DataType) -> ONNXTensor.Elements {
    switch type {
    case .float: .reals(words(UInt32.self) { Float(bitPattern: $0) })
    case .double: .reals(words(UInt64.self) { Float(Double(bitPattern: $0)) })
    case .float16: .reals(words(UInt16.self) { Float(Float16(bitPattern: $0)) })
    case .int8: .integers(words(Int8.self) { Int64($0) })
    case .int16: .integers(words(Int16.self) { Int64($0) })
    case .uint16: .integers(words(UInt16.self) { Int64($0) })
    case .int32: .integers(words(Int32.self) { Int64($0) })
    case .int64: .integers(words(Int64.self) { $0 })
    default: .integers(words(UInt8.self) { Int64($0) })
    }
  }

  private func words<Word: FixedWidthInteger, Element>(
    _: Word.Type, _ element: (Word) -> Element
  ) -> [Element] {
    unsafe tensor.rawData.withUnsafeBytes { bytes in
      // SAFETY: as many whole words as there are.
      (0..<bytes.count / MemoryLayout<Word>.size).map { index in
        let word = unsafe bytes.loadUnaligned(
          fromByteOffset: index * MemoryLayout<Word>.size, as: Word.self)
        return element(Word(littleEndian: word))
      }
    }
  }
}

extension Onnx_TensorProto.DataType {
  /// Bytes of an element of a type that is read.
  fileprivate var width: Int? {
    switch self {
    case .uint8, .int8, .bool: 1
    case .uint16, .int16, .float16: 2
    case .float, .int32: 4
    case .double, .int64: 8
    default: nil
    }
  }
}
