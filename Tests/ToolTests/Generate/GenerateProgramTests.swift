// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import HardwareGen
import TestSupport
import Testing

/// The built program, as a user runs it, on the network that comes with the programs.
struct GenerateProgramTests {
  private static let network = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
    .appendingPathComponent("Sources/ProgramSupport/Resources/lenet5.accel").path

  private func run(_ words: [String]) throws -> Program { try Program(words, name: "accel") }

  @Test func `a network becomes a folder with all that a design is made of`() throws {
    let folder = try TemporaryFolder()
    let design = folder.path + "/lenet"
    let program = try run(["generate", GenerateProgramTests.network, "-o", design])
    #expect(program.status == 0, "\(program.errors)")
    #expect(program.output.contains("conv2") && program.output.contains("13x10"))
    let data = try Data(contentsOf: URL(fileURLWithPath: design + "/accel-design.json"))
    let manifest = try JSONDecoder().decode(DesignManifest.self, from: data)
    #expect(manifest.sources.sorted() == ["accel_design.sv", "accel_network.sv"])
    for file in manifest.sources + manifest.library + manifest.memories {
      #expect(FileManager.default.fileExists(atPath: design + "/" + file), "\(file)")
    }
    #expect(manifest.library.contains("rtl/accel_core.sv"))
    #expect(manifest.estimate.cyclesPerImage <= 7100)
    #expect(folder.names == ["lenet"])
  }

  @Test func `an earlier design is replaced, and anything else is not`() throws {
    let folder = try TemporaryFolder()
    let words = ["generate", GenerateProgramTests.network, "--cycles", "13800", "-o"]
    let design = folder.path + "/design"
    #expect(try run(words + [design]).status == 0)
    try folder.write("design/stale.sv", "")
    #expect(try run(words + [design]).status == 0)
    #expect(!FileManager.default.fileExists(atPath: design + "/stale.sv"))
    let other = try folder.makeFolder("photographs")
    try folder.write("photographs/holiday", "")
    let program = try run(words + [other])
    #expect(program.status == 1)
    #expect(program.complaint.contains("it holds something else than a design"))
    #expect(folder.bytes(of: "photographs/holiday") != nil)
  }

  @Test func `the estimate as JSON is all there is on stdout`() throws {
    let folder = try TemporaryFolder()
    let program = try run([
      "generate", GenerateProgramTests.network, "-o", folder.path + "/design", "--json", "-",
      "--cycles", "13800",
    ])
    let estimate = try JSONDecoder().decode(
      HardwareEstimate.self, from: Data(program.output.utf8))
    #expect(estimate.cyclesPerImage <= 13_800)
    #expect(estimate.layers.map(\.name) == ["conv1", "pool1", "conv2", "pool2", "ip1", "ip2"])
  }

  @Test(arguments: [
    (["--dsp", "3"], "DSP48E1"), (["--bram", "60"], "layer ip1 takes at least"),
    (["--cycles", "2000"], "layer conv1 takes at least 5760 cycles"),
    (["--fps", "100000"], "ask for 6400 cycles or more"),
  ])
  func `what does not fit is refused and nothing is written`(
    words: [String], text: String
  ) throws {
    let folder = try TemporaryFolder()
    let program = try run(
      ["generate", GenerateProgramTests.network, "-o", folder.path + "/design"] + words)
    #expect(program.status == 1)
    #expect(program.complaint.contains(text), "\(program.complaint)")
    #expect(folder.names.isEmpty)
  }

  @Test(arguments: [
    ["--board", "toaster"], ["--fps", "30", "--cycles", "9000"], ["--dsp", "0"], ["--clock", "-1"],
  ])
  func `wrong usage is told apart`(words: [String]) throws {
    let program = try run(["generate", "lenet.accel", "-o", "design"] + words)
    #expect(program.status == 64)
  }

  @Test func `a file that is no network is refused`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("model.accel", "nothing")
    let program = try run(["generate", file, "-o", folder.path + "/design"])
    #expect(program.status == 1)
    #expect(program.complaint.contains("it is no .accel file"))
  }
}
