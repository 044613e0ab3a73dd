// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import TestSupport
import Testing

@testable import Demo

private let recordings = "lenet5-caffe/board_logits_first300.npy"
private let hdf5 = "cifar10-caffe/cifar10_quick_iter_5000.caffemodel.h5"

/// Every way in which the program can run a published model.
private let ways =
  [["--device", "sim:"]] + CPULevelNames.available.map { ["--device", "cpu", "--cpu", $0] }

/// The published models through the program, against what a real board returned.
struct PublishedModelRunTests {
  private func lenet(_ arguments: [String], home: TemporaryFolder) throws -> Program {
    let model = try ["lenet.prototxt", "lenet_iter_10000.caffemodel"].map {
      try #require(SharedData.path("lenet5-caffe/" + $0))
    }
    return try Program(
      ["--mnist", "--model", model.joined(separator: ","), "--data"]
        + [#require(SharedData.path("mnist"))] + arguments, home: home)
  }

  private func right(in folder: TemporaryFolder) throws -> [Int] {
    let report = try JSONDecoder().decode(
      Report.self, from: Data(#require(folder.bytes(of: "report.json"))))
    return [report.board?.right].compactMap { $0 } + report.cpu.map(\.right)
  }

  @Test(
    "The first 300 images give the recorded words, byte for byte",
    .enabled(if: SharedData.has(recordings) && SharedData.has("mnist")), arguments: ways)
  func recordedWords(_ way: [String]) throws {
    let folder = try TemporaryFolder()
    let run = try lenet(way + ["--count", "300", "--logits", "words.npy"], home: folder)
    #expect(run.status == 0, "\(run.errors)")
    let recorded = try #require(SharedData.path(recordings))
    let expected = try #require(FileManager.default.contents(atPath: recorded))
    #expect(folder.bytes(of: "words.npy") == [UInt8](expected))
  }

  @Test(
    "9,887 of all 10,000 images are right",
    .enabled(if: SharedData.has(recordings) && SharedData.has("mnist")),
    .enabled(if: Build.defaultCount == nil, "a debug build takes minutes for them"),
    arguments: ways)
  func accuracy(_ way: [String]) throws {
    let folder = try TemporaryFolder()
    let run = try lenet(way + ["--json", "report.json"], home: folder)
    #expect(run.status == 0, "\(run.errors)")
    let right = try right(in: folder)
    #expect(right == [Int](repeating: 9887, count: way.contains("cpu") ? 1 : 2))
    let share = run.output.split(separator: "\n").first { $0.contains("the driver took") }
    #expect(way.contains("cpu") || share != nil)
    if let share { print("10,000 images through sim: \(share)") }
  }

  @Test(
    "CIFAR-10 gives the same words every way, 720 of 1,000 right",
    .enabled(if: SharedData.has(hdf5) && HDF5Library.isPresent()))
  func cifar10() throws {
    let folder = try TemporaryFolder()
    for name in ["CIFAR_10.prototxt", "mean_image.npy"] {
      let path = try #require(SharedData.path("cifar10-caffe/" + name))
      try FileManager.default.copyItem(atPath: path, toPath: folder.path + "/" + name)
    }
    let caffemodel = try #require(SharedData.path(hdf5))
    let data = try #require(SharedData.path("cifar10-caffe"))
    let isQuick = Build.defaultCount == nil
    for (index, way) in ways.enumerated() {
      let run = try Program(
        ["--cifar10", "--model", "CIFAR_10.prototxt,\(caffemodel)", "--data", data] + way
          + ["--count", isQuick ? "1000" : "50", "--logits", "\(index).npy"]
          + ["--json", "report.json"],
        home: folder)
      #expect(run.status == 0, "\(run.errors)")
      if isQuick { #expect(try right(in: folder).allSatisfy { $0 == 720 }) }
      #expect(folder.bytes(of: "\(index).npy") == folder.bytes(of: "0.npy"))
    }
  }
}
