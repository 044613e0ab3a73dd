// SPDX-License-Identifier: BSD-3-Clause
import Accel
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
  }
}
