// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

struct OverlayTests {
  private func lenet(
    kernel: Int = 5, channels: Int = 20, pooling: Pooling = Pooling(window: 2, stride: 2),
    average: Bool = false, firstReLU: Bool = false, hiddenReLU: Bool = true, outputs: Int = 10,
    format: FixedFormat = .fixed8
  ) throws -> OverlayNetwork {
    let side = 28
    let pooled = (side - kernel + 1 - pooling.window) / pooling.stride + 1
    let second = pooled - 4
    let last = second / 2
    func zeros(_ count: Int) -> [Float] { [Float](repeating: 0, count: count) }
    var layers = [
      Layer(
        name: "conv1",
        .convolution(
          Convolution(
            outputChannels: channels, kernel: kernel, weights: zeros(channels * kernel * kernel))))
    ]
    if firstReLU { layers.append(Layer(name: "relu0", .relu)) }
    layers += [
      Layer(name: "pool1", average ? .averagePooling(pooling) : .maxPooling(pooling)),
      Layer(
        name: "conv2",
        .convolution(
          Convolution(outputChannels: 50, kernel: 5, weights: zeros(50 * 25 * channels)))),
      Layer(name: "pool2", .maxPooling(Pooling(window: 2, stride: 2))),
      Layer(
        name: "ip1",
        .fullyConnected(FullyConnected(outputs: 500, weights: zeros(500 * last * last * 50)))),
    ]
    if hiddenReLU { layers.append(Layer(name: "relu1", .relu)) }
    layers.append(
      Layer(
        name: "ip2",
        .fullyConnected(FullyConnected(outputs: outputs, weights: zeros(outputs * 500)))))
    let graph = try LayerGraph(
      name: "lenet", input: Shape(height: side, width: side, channels: 1), layers: layers)
    return try OverlayNetwork(graph, format: format, encoding: .lenet5)
  }

  @Test("The published LeNet-5 fits its overlay")
  func fits() throws {
    try Overlay.lenet5.check(lenet())
    #expect(Overlay.published(for: try lenet()) == .lenet5)
    #expect(Overlay.published(for: try lenet(format: .fixed16)) == .cifar10)
  }

  @Test("A network that does not fit is refused with the layer that does not")
  func refuses() throws {
    func layer(_ network: OverlayNetwork, _ name: String) {
      let error = #expect(throws: AccelError.self) { try Overlay.lenet5.check(network) }
      #expect(error?.code == .unsupportedByOverlay)
      #expect(error?.description.contains(name) == true)
    }
    layer(try lenet(channels: 21), "conv1")
    layer(try lenet(average: true), "pool1")
    layer(try lenet(pooling: Pooling(window: 3, stride: 2)), "pool1")
    layer(try lenet(firstReLU: true), "conv1")
    layer(try lenet(hiddenReLU: false), "ip1")
    layer(try lenet(outputs: 11), "ip2")
    layer(try lenet(format: .fixed16), "fixed16")
  }
}
