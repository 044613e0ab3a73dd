// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ONNXFormat

/// The image, as a model declares it.
struct ONNXInput {
  private let network: ONNXNetwork

  init(_ network: ONNXNetwork) { self.network = network }

  func map() throws(AccelError) -> ONNXMap {
    let tensor = network.input.type.tensorType
    let types: [Onnx_TensorProto.DataType] = [.float, .float16, .double, .uint8]
    guard types.contains(where: { $0.rawValue == Int(tensor.elemType) }) else {
      throw refusal("its elements are of type \(tensor.elemType)", "use float32 or uint8")
    }
    let sides = tensor.shape.dim.map(\.dimValue)
    let range = 1...Int64(Shape.maximumExtent)
    guard (2...4).contains(sides.count), sides.dropFirst().allSatisfy({ range.contains($0) }),
      (0...Int64(1 << 20)).contains(max(0, sides[0]))
    else {
      throw refusal(
        "its dimensions are \(description) where Accel takes batch, channels, height, width, all "
          + "but the first fixed, from 1 to \(Shape.maximumExtent)",
        "export the model with a fixed image size")
    }
    let batch = max(1, Int(sides[0]))
    let lengths = sides.dropFirst().map { Int($0) }
    switch lengths.count {
    case 1:
      return ONNXMap(
        source: -1, shape: Shape(height: 1, width: 1, channels: lengths[0]), batch: batch,
        axes: [[.batch], [.channel]])
    case 2:
      return ONNXMap(
        source: -1, shape: Shape(height: lengths[0], width: lengths[1], channels: 1), batch: batch,
        axes: [[.batch], [.row], [.column]])
    case _ where isChannelsLast:
      return ONNXMap(
        source: -1, shape: Shape(height: lengths[0], width: lengths[1], channels: lengths[2]),
        batch: batch, axes: [[.batch], [.row], [.column], [.channel]])
    default:
      return ONNXMap(
        source: -1, shape: Shape(height: lengths[1], width: lengths[2], channels: lengths[0]),
        batch: batch)
    }
  }

  /// Whether the first thing that tells axes apart is a Transpose to channels first.
  var isChannelsLast: Bool {
    var name = network.input.name
    for node in network.nodes where node.inputs.contains(name) {
      switch node.type {
      case "Transpose": return (try? node.integers("perm")) == [0, 3, 1, 2]
      case "Add", "Cast", "DequantizeLinear", "Div", "Identity", "Mul", "QuantizeLinear", "Reshape",
        "Sub":
        name = node.outputs[0]
      case "Shape": continue
      default: return false
      }
    }
    return false
  }

  private var description: String {
    let sides = network.input.type.tensorType.shape.dim.map { side in
      switch side.value {
      case .dimValue(let value): "\(value)"
      case .dimParam(let name): name
      case .none: "?"
      }
    }
    return "[" + sides.joined(separator: ", ") + "]"
  }

  private func refusal(_ problem: String, _ remedy: String) -> AccelError {
    AccelError(
      .shapeMismatch, attempt: "read \(network.file)",
      problem: "input \(network.input.name): \(problem)", remedy: remedy)
  }
}
