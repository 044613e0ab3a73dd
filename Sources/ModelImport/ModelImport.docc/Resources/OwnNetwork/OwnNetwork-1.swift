// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport

@main struct OwnNetwork {
  static func main() throws {
    let model = try ModelFile.model("net.onnx")
    print(model.graph.layers.count, "layers for an image of", model.graph.input)
  }
}
