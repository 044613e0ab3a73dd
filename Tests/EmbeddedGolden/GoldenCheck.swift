// SPDX-License-Identifier: BSD-3-Clause
import Accel
import GoldenSupport

/// LeNet-5 by the golden executor, every CPU level and the simulated board, as Embedded Swift.
@_cdecl("golden_check")
public func goldenCheck(
  _ weights: UnsafePointer<Int8>, _ images: UnsafePointer<UInt8>,
  _ expected: UnsafePointer<Int32>, _ count: Int32, _ goldenCount: Int32
) -> Int32 {
  let pixels = (0..<Int(count) * 784).map { images[$0] }
  let logits = (0..<Int(count) * 10).map { expected[$0] }
  do throws(AccelError) {
    let network = try lenet5((0..<430_500).map { Float(weights[$0]) / 128 })
    let words = try network.words(for: pixels)
    var isRight = true
    func compare(_ name: String, _ result: [Int32]) {
      let agrees = result.elementsEqual(logits.prefix(result.count))
      isRight = isRight && agrees && !result.isEmpty
      golden_print("\(name): \(result.count / 10) images \(agrees ? "agree" : "DIFFER")")
    }
    compare(
      "golden", GoldenExecutor.run(network, words: Array(words.prefix(Int(goldenCount) * 784))))
    for level in CPULevel.available {
      compare("CPU \(level)", try CPUExecutor(network, level: level).run(words))
    }
    var session = try Session(Device("sim:fault=slverr@6"), network)
    compare("board", try session.run(words))
    compare("board again", try session.run(words))
    golden_print("recoveries: \(session.recoveries.count)")
    isRight = isRight && session.recoveries.count == 1
    try session.close()
    return isRight ? 0 : 1
  } catch {
    golden_print(error.description)
    return 1
  }
}

private func lenet5(_ weights: [Float]) throws(AccelError) -> OverlayNetwork {
  var rest = weights[...]
  func take(_ count: Int) -> [Float] {
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }
  let pooling = Layer.Operation.maxPooling(Pooling(window: 2, stride: 2))
  let graph = try LayerGraph(
    name: "LeNet-5", input: Shape(height: 28, width: 28, channels: 1),
    layers: [
      Layer(
        name: "conv1",
        .convolution(Convolution(outputChannels: 20, kernel: 5, weights: take(500)))),
      Layer(name: "pool1", pooling),
      Layer(
        name: "conv2",
        .convolution(Convolution(outputChannels: 50, kernel: 5, weights: take(25_000)))),
      Layer(name: "pool2", pooling),
      Layer(name: "ip1", .fullyConnected(FullyConnected(outputs: 500, weights: take(400_000)))),
      Layer(name: "relu1", .relu),
      Layer(name: "ip2", .fullyConnected(FullyConnected(outputs: 10, weights: take(5_000)))),
    ])
  return try OverlayNetwork(graph, format: .fixed8, encoding: .lenet5)
}
