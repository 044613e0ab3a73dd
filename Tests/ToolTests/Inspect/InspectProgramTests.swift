// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import ProgramSupport
import TestSupport
import Testing

/// The built program, as a user runs it.
struct InspectProgramTests {
  private func run(_ model: String, home: TemporaryFolder? = nil) throws -> Program {
    try Program(["inspect", model], name: "accel", home: home)
  }

  @Test("A native network's maps are shown with their scale and zero point, the input's too")
  func quantization() throws {
    let network = try DefaultNetwork.native()
    let folder = try TemporaryFolder()
    try folder.write("net.accel", NetworkFile.bytes(of: .native(network)))
    let program = try run("net.accel", home: folder)
    let lines = program.output.split(separator: "\n").map(String.init)
    try #require(program.status == 0 && lines.count == 5 + network.stages.count)
    let input = network.inputQuantization
    #expect(
      lines[1] == "input codes have scale \(text(input.scale)), zero point \(input.zeroPoint)")
    for (line, stage) in zip(lines.dropFirst(4), network.stages) {
      let cells = line.split(separator: " ")
      let codes = stage.quantization
      #expect(cells.first.map(String.init) == stage.name)
      #expect(cells.suffix(2).map(String.init) == [text(codes.scale), "\(codes.zeroPoint)"])
    }
  }

  private func text(_ scale: Double) -> String { String(format: "%.6g", scale) }

  @Test("An overlay network says where its point is, and what an input word is")
  func overlay() throws {
    let folder = try TemporaryFolder()
    for (format, numbers) in [(FixedFormat.fixed8, "7"), (.fixed16, "15")] {
      let network = try OverlayNetwork(
        DefaultNetwork.overlayGraph(), format: format, encoding: .lenet5)
      try folder.write("net.accel", NetworkFile.bytes(of: .overlay(network)))
      let program = try run("net.accel", home: folder)
      #expect(program.status == 0, "\(program.errors)")
      #expect(program.output.contains("weights have \(numbers) fraction bits (Q0.\(numbers))"))
      #expect(program.output.contains("an input word is trunc(0.0703125 * byte)"))
      #expect(!program.output.contains("zero point"))
    }
  }

  @Test("A file of an unknown kind is not inspected, and every kind is named")
  func unknownKind() throws {
    for name in ["net.txt", "a.txt,b.caffemodel", "a.prototxt"] {
      let program = try run(name)
      #expect(program.status == 1 && program.output.isEmpty)
      #expect(program.complaint.hasPrefix("accel: cannot inspect \(name): "))
      for kind in [".onnx", ".caffemodel[.h5]", ".npz", ".accel"] {
        #expect(program.complaint.contains("FILE" + kind), "\(program.complaint)")
      }
    }
  }
}
