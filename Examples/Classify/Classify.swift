// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport

@main struct Classify {
  static func main() throws {
    let graph = try CaffeModel.graph(prototxt: "lenet.prototxt", caffemodel: "lenet.caffemodel")
    let network = try OverlayNetwork(graph, format: .fixed8, encoding: .lenet5)
    let digits = try MNIST.load(directory: "mnist").prefix(600)
    let words = try network.words(for: digits.pixels)
    var session = try Session(Device("sim:"), network)
    let results = try session.run(words)
    print("CPU agrees:", results == (try CPUExecutor(network).run(words)))
    try session.close()
  }
}
