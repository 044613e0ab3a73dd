// SPDX-License-Identifier: BSD-3-Clause
import Accel
import CaffeFormat
import ModelImport
import Testing

/// Layers that take something other than the one before.
struct CaffeBranchTests {
  private static let input = Prototxt.input(1, 2, 2)

  private func read(
    _ layers: String..., parameters: [Caffe_LayerParameter] = SmallNetwork.parameters
  ) throws(AccelError) -> LayerGraph {
    try CaffeFiles(Self.input + layers.joined(), parameters: parameters).graph()
  }

  private static func join(
    _ type: String, _ bottoms: [String], _ settings: String = ""
  ) -> String {
    let list = bottoms.map { "bottom: \"\($0)\" " }.joined()
    return "layer { name: \"join\" type: \"\(type)\" \(list)top: \"join\" \(settings) }\n"
  }

  private static let relu = Prototxt.layer("relu", "ReLU", bottom: "data")
  private static let pool = Prototxt.layer(
    "pool", "Pooling", bottom: "data", "pooling_param { kernel_size: 1 }")

  @Test(
    "Eltwise adds two maps", arguments: ["", "eltwise_param { operation: SUM coeff: 1 coeff: 1 }"])
  func sum(_ settings: String) throws {
    let graph = try read(Self.relu, Self.join("Eltwise", ["data", "relu"], settings))
    #expect(
      graph.layers == [
        Layer(name: "relu", .relu),
        Layer(name: "join", inputs: [.input, .layer("relu")], .add),
      ])
    #expect(FloatExecutor(graph).run([-1, 2, -3, 4]) == [-1, 4, -3, 8])
  }

  @Test("Eltwise adds more than two maps, two at a time, and a map to itself")
  func sums() throws {
    let graph = try read(
      Self.relu, Self.pool, Self.join("Eltwise", ["data", "relu", "pool", "relu"]))
    #expect(graph.layers.map(\.name) == ["relu", "pool", "join/1", "join/2", "join"])
    #expect(FloatExecutor(graph).run([-1, 2, -3, 4]) == [-2, 8, -6, 16])
    let twice = try read(Self.relu, Self.join("Eltwise", ["relu", "relu"]))
    #expect(FloatExecutor(twice).run([-1, 2, -3, 4]) == [0, 4, 0, 8])
  }

  @Test(
    "Concat joins channels in the order of its inputs",
    arguments: ["", "concat_param { axis: 1 }", "concat_param { concat_dim: 1 }"])
  func concatenation(_ settings: String) throws {
    let graph = try read(Self.relu, Self.join("Concat", ["relu", "data", "relu"], settings))
    #expect(graph.output == Shape(height: 2, width: 2, channels: 3))
    #expect(
      FloatExecutor(graph).run([-1, 2, -3, 4]) == [0, -1, 0, 2, 2, 2, 0, -3, 0, 4, 4, 4])
  }

  @Test("A layer in place gives its result to those that follow, not to those before")
  func inPlace() throws {
    let before = Prototxt.layer("a", "Pooling", bottom: "data", "pooling_param { kernel_size: 1 }")
    let copy = Prototxt.layer("b", "Pooling", bottom: "a", "pooling_param { kernel_size: 1 }")
    let relu = Prototxt.layer("r", "ReLU", bottom: "a", top: "a")
    let graph = try read(before, copy, relu, Self.join("Concat", ["b", "a"]))
    #expect(FloatExecutor(graph).run([-1, 2, -3, 4]) == [-1, 0, 2, 2, -3, 0, 4, 4])
  }

  @Test("Split gives one map several names, and Silence takes what is left over")
  func split() throws {
    let split =
      "layer { name: \"s\" type: \"Split\" bottom: \"relu\" top: \"x\" top: \"y\" top: \"z\" }\n"
    let silence = "layer { name: \"quiet\" type: \"Silence\" bottom: \"z\" }\n"
    let graph = try read(Self.relu, split, silence, Self.join("Eltwise", ["x", "y"]))
    #expect(graph.layers.map(\.name) == ["relu", "join"])
    #expect(FloatExecutor(graph).run([-1, 2, -3, 4]) == [0, 4, 0, 8])
  }

  @Test("The old form joins maps too")
  func oldForm() throws {
    let text = """
      input: "data" input_dim: [1, 1, 2, 2]
      layers { name: "relu" type: RELU bottom: "data" top: "relu" }
      layers { name: "sum" type: ELTWISE bottom: "data" bottom: "relu" top: "sum"
        eltwise_param { operation: SUM } }
      layers { name: "both" type: CONCAT bottom: "sum" bottom: "relu" top: "both"
        concat_param { concat_dim: 1 } }
      layers { name: "accuracy" type: ACCURACY bottom: "both" bottom: "label" top: "accuracy" }
      """
    let graph = try CaffeFiles(text, parameters: SmallNetwork.parameters).graph()
    #expect(FloatExecutor(graph).run([-1, 2, -3, 4]) == [-1, 0, 4, 2, -3, 0, 8, 4])
  }

  @Test(
    "What Eltwise and Concat cannot do is refused by name",
    arguments: [
      ("Eltwise", "eltwise_param { operation: PROD }", "operation: PROD"),
      ("Eltwise", "eltwise_param { operation: MAX }", "operation: MAX"),
      ("Eltwise", "eltwise_param { coeff: 1 coeff: -1 }", "coeff"),
      ("Concat", "concat_param { axis: 2 }", "axis"),
      ("Concat", "concat_param { concat_dim: 0 }", "concat_dim"),
    ])
  func refusals(_ type: String, _ settings: String, _ word: String) {
    expectRefusal(.unsupportedLayer, naming: ["layer join:", word]) {
      () throws(AccelError) in
      try read(Self.relu, Self.join(type, ["data", "relu"], settings))
    }
  }

  @Test("Maps that do not fit together are refused", arguments: ["Eltwise", "Concat"])
  func shapes(_ type: String) {
    let small = Prototxt.layer(
      "pool", "Pooling", bottom: "data", "pooling_param { kernel_size: 2 }")
    expectRefusal(.shapeMismatch, naming: ["layer join:", "2x2x1 and 1x1x1"]) {
      () throws(AccelError) in try read(small, Self.join(type, ["data", "pool"]))
    }
    expectRefusal(.unsupportedLayer, naming: ["layer join:", "1 inputs"]) {
      () throws(AccelError) in try read(Self.relu, Self.join(type, ["relu"]))
    }
  }

  @Test("Channels that double again and again are refused")
  func doubling() {
    let layers = (0..<100).map { number in
      let bottom = number == 0 ? "data" : "c\(number - 1)"
      return "layer { name: \"c\(number)\" type: \"Concat\" bottom: \"\(bottom)\" "
        + "bottom: \"\(bottom)\" top: \"c\(number)\" }\n"
    }
    expectRefusal(.shapeMismatch, naming: ["layer c12:", "8192 channels"]) {
      () throws(AccelError) in try read(layers.joined())
    }
  }

  @Test("A layer that takes what no layer before it gives is refused")
  func unknownInput() {
    let late = Prototxt.layer("late", "ReLU", bottom: "relu")
    expectRefusal(.unsupportedLayer, naming: ["layer late:", "takes relu, which no layer before"]) {
      () throws(AccelError) in try read(late, Self.relu)
    }
  }

  @Test("Two layers with the same output are refused")
  func sameOutput() {
    let again = Prototxt.layer("again", "ReLU", bottom: "data", top: "relu")
    expectRefusal(.unsupportedLayer, naming: ["layer again:", "relu is another layer's too"]) {
      () throws(AccelError) in try read(Self.relu, again)
    }
  }

  @Test("A network with more than one output is refused by their names")
  func outputs() {
    expectRefusal(.unsupportedLayer, naming: ["net.prototxt", "output: relu, pool"]) {
      () throws(AccelError) in try read(Self.relu, Self.pool)
    }
    let early = Prototxt.layer("prob", "Softmax", bottom: "relu")
    let after = Prototxt.layer("after", "ReLU", bottom: "relu")
    expectRefusal(.unsupportedLayer, naming: ["net.prototxt", "output: prob, after"]) {
      () throws(AccelError) in try read(Self.relu, early, after)
    }
  }
}
