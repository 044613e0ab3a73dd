// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport

@main struct Digit {
  static func main() throws {
    let array = try NPYFile.read(BinaryFile.read("lenet5.npy"), named: "lenet5.npy")
    guard case .int8(let weights) = array.values else {
      throw AccelError(
        .malformedFile, attempt: "read lenet5.npy", problem: "its numbers are no bytes",
        remedy: "copy it from the checkout again")
    }
    let graph = try LayerGraph.lenet5(weights: weights.map { Float($0) / 128 })
    print(graph.name, "takes", graph.input)

    let network = try OverlayNetwork(graph, format: .fixed8, encoding: .lenet5)
    print("an image takes", network.multiplyAccumulates, "products")

    let digits = try IDXFile.images(BinaryFile.read("digits"), named: "digits")
    let pixels = Array(digits.pixels.prefix(network.input.count))
    for row in 0..<digits.rows {
      let line = pixels[row * digits.columns..<(row + 1) * digits.columns]
      print(String(line.map { $0 < 128 ? "." : "#" }))
    }

    let words = try network.words(for: pixels)
    let onCPU = try CPUExecutor(network).run(words)
    let best = onCPU.indices.max { onCPU[$0] < onCPU[$1] } ?? 0
    print("CPU  ", onCPU)
    print("a", best)

    var session = try Session(Device("sim:"), network)
    let onBoard = try session.run(words)
    print("board", onBoard)
    print("equal:", onBoard == onCPU)
    let time = session.statistics.boardTime.nanoseconds / 1000
    print(session.deviceName, "took", time, "us,", session.clock)
    try session.close()
  }
}
