// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import ModelImport
import Testing

/// Models and what ONNX Runtime makes of images, as Scripts/onnx_zoo.py writes them.
struct ONNXZoo {
  /// What zoo.json says of a model.
  struct Entry: Codable {
    /// Of bytes, before the model.
    var scale: Double
  }

  let folder: String
  let entries: [String: Entry]

  init(_ folder: String) throws {
    self.folder = folder
    let file = URL(fileURLWithPath: folder + "/zoo.json")
    entries = try JSONDecoder().decode([String: Entry].self, from: Data(contentsOf: file))
  }

  var names: [String] { entries.keys.sorted() }

  /// How a model compares with ONNX Runtime.
  struct Comparison {
    /// The largest difference over the largest result, of the worst image.
    var error = 0.0
    /// Images for which the native network has the same largest result.
    var agreeing = 0
    var images = 0
  }

  /// - Parameters:
  ///   - pixels: the images of the references, from the first on.
  ///   - calibration: images to choose ranges by.
  func compare(_ name: String, pixels: [UInt8], calibration: [UInt8]) throws -> Comparison {
    let entry = try #require(entries[name])
    let model = try ONNXModel.model(folder + "/\(name).onnx")
    let preprocessing = model.preprocessing(behind: Preprocessing(scale: entry.scale))
    let executor = FloatExecutor(model.graph)
    let measured = try Calibrator(executor, preprocessing: preprocessing).run(calibration)
    let network = try NativeNetwork(
      model.graph, format: .fixed8, preprocessing: preprocessing,
      calibration: model.calibration(measured))
    let words = try CPUExecutor(network).run(network.words(for: pixels))
    let rounded = try results(name)
    let exact =
      FileManager.default.fileExists(atPath: folder + "/\(name).float.npy")
      ? try results(name + ".float") : rounded
    let size = model.graph.input.count
    let classes = model.graph.output.count
    var comparison = Comparison(images: pixels.count / size)
    for image in 0..<comparison.images {
      let reals = preprocessing.reals(
        Array(pixels[image * size..<(image + 1) * size]), of: model.graph.input)
      let ours = executor.run(reals.map { Float($0) })
      let expected = exact[image * classes..<(image + 1) * classes]
      let difference = zip(ours, expected).map { abs(Double($0) - Double($1)) }.max() ?? .nan
      let largest = expected.map { abs(Double($0)) }.max() ?? .nan
      // A result that is no number counts as wrong.
      let error = difference / largest
      comparison.error = error <= comparison.error ? comparison.error : error
      let found = words[image * classes..<(image + 1) * classes]
      let theirs = rounded[image * classes..<(image + 1) * classes]
      if place(found) == place(theirs) { comparison.agreeing += 1 }
    }
    return comparison
  }

  private func place<Value: Comparable>(_ values: ArraySlice<Value>) -> Int? {
    values.indices.max { values[$0] < values[$1] }.map { $0 - values.startIndex }
  }

  private func results(_ name: String) throws -> [Float] {
    let file = folder + "/\(name).npy"
    guard case .float32(let values) = try NPYFile.read(BinaryFile.read(file), named: file).values
    else {
      Issue.record("\(file) holds no float32")
      return []
    }
    return values
  }
}
