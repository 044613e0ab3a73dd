// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import ModelImport

@main struct OwnNetwork {
  static func main() throws {
    let model = try ModelFile.model("net.onnx")
    print(model.graph.layers.count, "layers for an image of", model.graph.input)

    let digits = try IDXFile.images(BinaryFile.read("digits"), named: "digits")
    let preprocessing = model.preprocessing(behind: Preprocessing(scale: 1.0 / 255))
    let executor = FloatExecutor(model.graph)
    let measured = try Calibrator(executor, preprocessing: preprocessing).run(digits.pixels)
    print("the image's numbers lie in", measured.input.range)

    let network = try NativeNetwork(
      model.graph, format: .fixed8, preprocessing: preprocessing,
      calibration: model.calibration(measured))
    print("an image takes", network.multiplyAccumulates, "products")

    let report = try QuantizationReport(network, executor, pixels: digits.pixels, labels: [])
    for layer in report.layers {
      print(layer.name, Int(layer.signalToNoise ?? 0), "dB")
    }
    print("same class:", Int(100 * report.agreement), "% of", report.images)

    let bytes = NetworkFile.bytes(of: .native(network))
    try Data(bytes).write(to: URL(fileURLWithPath: "net.accel"))
    print("wrote net.accel:", bytes.count, "bytes")

    let file = try NetworkFile.network(BinaryFile.read("net.accel"), named: "net.accel")
    guard case .native(let again) = file else {
      throw AccelError(
        .malformedFile, attempt: "read net.accel", problem: "its network is not native",
        remedy: "write it again")
    }
    let words = try again.words(for: Array(digits.pixels.prefix(again.input.count)))
    let codes = try CPUExecutor(again).run(words)
    for (digit, code) in codes.enumerated() {
      let logit = again.outputQuantization.real(code)
      print("logit of", digit, "is", (1000 * logit).rounded() / 1000)
    }
  }
}
