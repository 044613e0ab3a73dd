// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import ModelImport
import TestSupport
import Testing

/// Models of several exporters against ONNX Runtime.
struct ONNXZooTests {
  @Test("Shipped models give what ONNX Runtime gives")
  func shipped() throws {
    let zoo = try ONNXZoo(TestVectors.path("onnx"))
    let digits = TestVectors.path("digits-images-idx3-ubyte")
    let pixels = try IDXFile.images(BinaryFile.read(digits), named: digits).pixels
    #expect(zoo.names.count >= 6)
    for name in zoo.names {
      let comparison = try zoo.compare(name, pixels: pixels, calibration: pixels)
      #expect(comparison.error <= 1e-4, "\(name): \(comparison.error)")
      #expect(comparison.agreeing == comparison.images, "\(name): \(comparison.agreeing)")
    }
  }

  private static let folder: String? = {
    if let folder = ProcessInfo.processInfo.environment["ACCEL_ONNX_ZOO"] { return folder }
    print("SKIPPED for want of ACCEL_ONNX_ZOO (the folder that Scripts/onnx_zoo.py writes)")
    return nil
  }()

  @Test(
    "Trained models give what ONNX Runtime gives, on 1,000 digits",
    .enabled(if: folder != nil && SharedData.has("mnist")))
  func trained() throws {
    let zoo = try ONNXZoo(#require(Self.folder))
    let directory = try #require(SharedData.path("mnist"))
    let training = try MNIST.load(directory: directory, .training).prefix(100)
    let images = try MNIST.load(directory: directory).prefix(1000)
    for name in zoo.names {
      let comparison = try zoo.compare(
        name, pixels: images.pixels, calibration: training.pixels)
      print("\(name): relative error \(comparison.error), same class \(comparison.agreeing)")
      #expect(comparison.error <= 1e-4, "\(name): \(comparison.error)")
      #expect(comparison.agreeing >= 990, "\(name): \(comparison.agreeing) of 1000")
    }
  }

  @Test("Models of every opset, made on the spot", .enabled(if: Python.hasONNX()))
  func made() throws {
    let folder = try TemporaryFolder()
    let digits = TestVectors.path("digits-images-idx3-ubyte")
    try Python.makeONNX(folder.path, images: digits)
    let zoo = try ONNXZoo(folder.path)
    let pixels = try IDXFile.images(BinaryFile.read(digits), named: digits).pixels
    #expect(zoo.names.count >= 20)
    for name in zoo.names {
      let comparison = try zoo.compare(name, pixels: pixels, calibration: pixels)
      #expect(comparison.error <= 1e-4, "\(name): \(comparison.error)")
    }
  }
}
