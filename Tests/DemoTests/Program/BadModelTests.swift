// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import TestSupport
import Testing

private let lenet = "lenet5-caffe/lenet.prototxt"
private let parameters = "lenet5-caffe/lenet_iter_10000.caffemodel"

/// Models that are damaged, or that do not belong together.
@Suite(.enabled(if: SharedData.has(lenet) && SharedData.has(parameters)))
struct BadModelTests {
  private func contents(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: #require(SharedData.path(name)))))
  }

  private func run(_ prototxt: [UInt8], _ caffemodel: [UInt8]) throws -> Program {
    let folder = try TemporaryFolder()
    try folder.write("net.prototxt", prototxt)
    try folder.write("net.caffemodel", caffemodel)
    let run = try Program(
      "--mnist", "--count", "1", "--model", "net.prototxt,net.caffemodel", "--logits", "words.npy",
      home: folder)
    if run.status != 0 {
      #expect(folder.names == ["net.caffemodel", "net.prototxt"])
      #expect(!run.complaint.contains("\n") && run.complaint.hasPrefix("accel-demo: cannot "))
    }
    return run
  }

  @Test("A caffemodel that is empty or truncated is refused")
  func truncated() throws {
    let prototxt = try contents(lenet)
    let whole = try contents(parameters)
    for size in [0, 1, 100, 4096, whole.count / 2, whole.count - 1] {
      let run = try run(prototxt, Array(whole.prefix(size)))
      #expect(run.status == 1, "\(size) bytes")
      #expect(run.complaint.contains("net.caffemodel"), "\(run.complaint)")
    }
  }

  @Test("A caffemodel with flipped bits is refused or read, and never traps")
  func flipped() throws {
    let prototxt = try contents(lenet)
    let whole = try contents(parameters)
    var random = SeededRandom(seed: 5)
    for _ in 0..<8 {
      var bytes = whole
      for _ in 0..<20 {
        // The structure is in the first bytes; flipped weights are weights too.
        bytes[Int.random(in: 0..<3000, using: &random)] ^=
          1 << UInt8.random(in: 0..<8, using: &random)
      }
      #expect([0, 1].contains(try run(prototxt, bytes).status))
    }
  }

  @Test("A prototxt with a mistake is refused with the line or the layer")
  func mistakes() throws {
    let text = String(decoding: try contents(lenet), as: UTF8.self)
    let whole = try contents(parameters)
    let mistakes = [
      ("num_output: 20", "num_output: twenty", "line "), ("layer {", "layer [", "line "),
      ("type: \"Pooling\"", "type: \"Warping\"", "Warping"), ("stride: 1", "group: 2", "group"),
      ("kernel_size: 5", "kernel_size: 5 dilation: 2", "dilation"),
      ("kernel_size: 5", "kernel_h: 5 kernel_w: 3", "square"),
      ("kernel_size: 5", "kernel_size: 50", "conv1"), ("num_output: 20", "num_output: 21", "conv1"),
      ("dim: 28 dim: 28", "dim: 32 dim: 32", "ip1"), ("name: \"ip2\"", "name: \"ip9\"", "ip9"),
    ]
    for (old, new, says) in mistakes {
      let range = try #require(text.range(of: old), "\(old)")
      let run = try run([UInt8](text.replacingCharacters(in: range, with: new).utf8), whole)
      #expect(run.status == 1, "\(new)")
      #expect(run.complaint.contains(says), "\(new): \(run.complaint)")
    }
  }

  @Test("Files that are missing are named")
  func missing() throws {
    let path = try #require(SharedData.path(lenet))
    let run = try Program("--mnist", "--model", "\(path),gone.caffemodel")
    #expect(run.status == 1 && run.complaint.contains("gone.caffemodel"))
    let other = try Program("--mnist", "--model", "gone.prototxt,\(path)")
    #expect(other.status == 1 && other.complaint.contains("gone.prototxt"))
  }
}
