// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import ModelImport
import ProgramSupport
import TestSupport
import Testing

@testable import Demo

/// The programs in Examples do what their names say, without data of others.
struct ExampleTests {
  private var native: String { Repository.root + "/Sources/ProgramSupport/Resources/lenet5.accel" }
  private var seven: String { Repository.root + "/Examples/ClassifyPNG/seven.png" }
  private var digits: String { TestVectors.path("digits-images-idx3-ubyte") }

  /// The default network for the overlay, and one whose last layer gives classes in reverse.
  private func networks() throws -> (network: OverlayNetwork, reversed: OverlayNetwork) {
    let network = try OverlayNetwork(
      DefaultNetwork.overlayGraph(), format: .fixed8, encoding: .lenet5)
    var reversed = network
    let last = try #require(network.convolutions.last)
    let size = last.weights.count / 10
    try reversed.setWeights(
      (0..<10).reversed().flatMap { row in
        last.weights[row * size..<(row + 1) * size].map { Float($0) / 128 }
      }, of: last.name)
    return (network, reversed)
  }

  private func file(_ network: OverlayNetwork, in folder: TemporaryFolder, _ name: String) throws {
    try folder.write(name, NetworkFile.bytes(of: .overlay(network)))
  }

  // MARK: a picture

  @Test("A picture of a seven is a seven, whatever colours and size it has")
  func classifiesPNG() throws {
    let run = try Program([native, seven], name: "ClassifyPNG")
    #expect(run.status == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.first == "picture  140x140x3, made grey, inverted, scaled to 28x28x1")
    #expect(lines.count == 31 && lines[1...28].allSatisfy { $0.count == 28 })
    #expect(run.output.contains(/class    7, by \d+ to -?\d+ for \d/))
  }

  @Test("A picture of the network's size passes as it is")
  func passesSmallPictures() throws {
    let folder = try TemporaryFolder()
    let images = try IDXFile.images(BinaryFile.read(digits), named: digits)
    let shape = Shape(height: 28, width: 28, channels: 1)
    let png = try #require(PNGPicture.bytes(images.pixels[..<784], shape: shape))
    let run = try Program([native, folder.write("digit.png", png)], name: "ClassifyPNG")
    #expect(
      run.status == 0 && run.output.hasPrefix("picture  28x28x1, as it is\n"), "\(run.errors)")
    let network = try DefaultNetwork.native()
    let words = try CPUExecutor(network).run(network.words(for: Array(images.pixels[..<784])))
    let best = try #require(words.indices.max { words[$0] < words[$1] })
    #expect(run.output.contains("\nclass    \(best), by \(words[best]) to "))
  }

  @Test("What is no picture, or no network, is refused in one sentence")
  func refusesOtherFiles() throws {
    for arguments in [[native, native], [seven, seven], [native, "nowhere.png"], [native]] {
      let run = try Program(arguments, name: "ClassifyPNG")
      #expect(run.status == 1 && run.output.isEmpty)
      #expect(run.complaint.hasPrefix("ClassifyPNG: cannot "), "\(run.errors)")
      #expect(!run.complaint.contains("\n") && run.complaint.contains("; "), "\(run.errors)")
    }
    #expect(
      try Program([native, native], name: "ClassifyPNG").complaint.contains("it is no PNG file"))
  }

  // MARK: weights at run time

  @Test("Two networks take turns in one session, and give their own answers")
  func reloads() throws {
    let folder = try TemporaryFolder()
    let (network, reversed) = try networks()
    try file(network, in: folder, "first.accel")
    try file(reversed, in: folder, "second.accel")
    let run = try Program(
      ["first.accel", "second.accel", digits], name: "Reload", home: folder)
    #expect(run.status == 0, "\(run.errors)")
    let images = try IDXFile.images(BinaryFile.read(digits), named: digits)
    let words = try CPUExecutor(network).run(network.words(for: images.pixels))
    let classes = (0..<10).map { image in
      (0..<10).max { words[10 * image + $0] < words[10 * image + $1] } ?? 0
    }
    #expect(
      run.output == """
        first: classes \(classes), CPU agrees: true
        reloaded 4 layers, the session still open
        second: classes \(classes.map { 9 - $0 }), CPU agrees: true
        first: classes \(classes), CPU agrees: true

        """)
  }

  @Test("A network of the other profile is refused by name")
  func refusesNative() throws {
    for (name, arguments) in [
      ("Reload", [native, native, digits]), ("Camera", [native, digits, "30"]),
    ] {
      let run = try Program(arguments, name: name)
      #expect(run.status == 1 && run.complaint.hasPrefix("\(name): cannot run "), "\(run.errors)")
      #expect(run.complaint.contains("--profile overlay"))
    }
  }

  // MARK: a stream

  private func stream(_ rate: String, _ device: String...) throws -> [Substring] {
    let folder = try TemporaryFolder()
    try file(networks().network, in: folder, "lenet.accel")
    let run = try Program(
      ["lenet.accel", digits, rate] + device, name: "Camera", home: folder)
    #expect(run.status == 0, "\(run.errors)")
    return run.output.split(separator: "\n")
  }

  @Test("Each frame is packed while the one before it computes; a slow camera loses none")
  func streams() throws {
    let lines = try stream("60")
    #expect(lines.first?.contains("times modelled; a camera with 60 frames per second") == true)
    #expect(lines[1] == "frame 0 computes, frame 1 is packed")
    #expect(lines[2].hasPrefix("frame 0 is a ") && lines[2].hasSuffix("; dropped 0"))
    #expect(lines.last == "classified 100, dropped 0, packed while another computed 100")
  }

  @Test("A camera faster than the board has its frames dropped, and counted")
  func drops() throws {
    let lines = try stream("1000")
    let last = try #require(
      lines.last?.firstMatch(
        of: /classified (\d+), dropped (\d+), packed while another computed (\d+)/))
    let (classified, dropped) = (try #require(Int(last.1)), try #require(Int(last.2)))
    // The board takes 1.9 ms for a frame: about every second one is missed.
    #expect((45...60).contains(classified) && (40...60).contains(dropped), "\(last.0)")
    #expect((100...101).contains(classified + dropped) && last.3 == last.1)
    // With a slower board more are.
    #expect(try stream("1000", "sim:latency=8ms").last != lines.last)
  }
}
