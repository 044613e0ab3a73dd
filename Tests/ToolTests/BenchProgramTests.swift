// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import ProgramSupport
import TestSupport
import Testing

/// The built program, as a user runs it.
struct BenchProgramTests {
  private struct Row: Codable {
    var what: String
    var isa: String
    var threads: Int
    var us: Double
    var gops: Double
  }

  private func run(
    _ line: String, home: TemporaryFolder? = nil, environment: [String: String] = [:]
  ) throws -> Program {
    try Program(
      line.split(separator: " ").map(String.init), name: "accel", home: home,
      environment: environment)
  }

  private func rows(_ text: String) throws -> [Row] {
    try text.split(separator: "\n").map { line in
      let data = Data(line.utf8)
      let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
      #expect(Set(object.keys) == ["what", "isa", "threads", "us", "gops"])
      return try JSONDecoder().decode(Row.self, from: data)
    }
  }

  @Test("bench lenet times every batch with every instruction set, one JSON object a line")
  func lenet() throws {
    let levels = CPULevel.available.map(\.description)
    let run = try run("bench lenet --batch 1,3 --cpu all --threads 2 --json -")
    #expect(run.status == 0 && run.errors.isEmpty)
    let rows = try rows(run.output)
    #expect(rows.map(\.isa) == levels.flatMap { [$0, $0] })
    #expect(rows.map(\.what) == levels.flatMap { _ in ["lenet b1", "lenet b3"] })
    for row in rows {
      #expect((1...2).contains(row.threads))
      #expect(abs(row.gops / (4586 / row.us) - 1) < 0.01, "\(row)")
    }
  }

  @Test("bench lenet times a .accel file, and says what is wrong with one")
  func model() throws {
    let folder = try TemporaryFolder()
    try folder.write("net.accel", NetworkFile.bytes(of: .native(DefaultNetwork.native())))
    let run = try run("bench lenet --model net.accel --batch 2 --cpu scalar --json -", home: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try rows(run.output).map(\.what) == ["LeNet-5 b2"])
    let gone = try self.run("bench lenet --model gone.accel")
    #expect(gone.status == 1 && gone.complaint.contains("gone.accel"))
  }

  @Test("bench conv times every shape, to a file where one is named")
  func convolution() throws {
    let folder = try TemporaryFolder()
    let run = try run(
      "bench conv --shapes 3x5x3@7,8x16x3s2@9,3x5x3@7 --cpu scalar,auto --json rows", home: folder)
    #expect(run.status == 0 && run.output.isEmpty && run.errors.isEmpty)
    #expect(folder.names == ["rows"])
    let rows = try rows(String(decoding: #require(folder.bytes(of: "rows")), as: UTF8.self))
    #expect(
      rows.map(\.what)
        == ["3x5x3@7", "8x16x3s2@9", "3x5x3@7"].flatMap { ["conv \($0)", "conv \($0)"] })
    let operations = 2.0 * 8 * 16 * 9 * 25
    #expect(abs(rows[2].gops / (operations / rows[2].us / 1000) - 1) < 0.1)
  }

  @Test("Without --json there is a table, and ACCEL_CPU chooses as everywhere")
  func table() throws {
    let run = try run(
      "bench conv --shapes 3x5x3@7", environment: ["ACCEL_CPU": "scalar"])
    #expect(run.status == 0 && run.errors.isEmpty)
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 3 && lines[0].contains("Gop/s"))
    #expect(lines[2].hasPrefix("conv 3x5x3@7  scalar"))
  }

  @Test(
    "Wrong usage ends in exit code 64 and one sentence that says what is wrong",
    arguments: [
      ("bench lenet --batch 0", "'0'"), ("bench lenet --batch 1,,2", "''"),
      ("bench lenet --batch 10001", "10000"), ("bench lenet --batch x", "'x'"),
      ("bench lenet --cpu mmx", "scalar"), ("bench lenet --threads 0", "--threads 0"),
      ("bench lenet --frobnicate", "frobnicate"), ("bench conv", "--shapes"),
      ("bench conv --shapes 64x", "'64x'"), ("bench conv --shapes 1x1x1@1,", "''"),
      ("bench resnet", "resnet"), ("bunch", "bunch"),
    ])
  func usage(_ line: String, _ says: String) throws {
    let run = try run(line)
    #expect(run.status == 64 && run.output.isEmpty)
    #expect(run.errors.split(separator: "\n").first?.contains(says) == true, "\(run.errors)")
  }

  @Test("What this machine or a folder refuses ends in exit code 1 and one sentence")
  func failures() throws {
    let file = try run("bench lenet --json nowhere/rows")
    #expect(file.status == 1 && file.complaint.hasPrefix("accel: cannot write nowhere/rows"))
    for level in CPULevel.allCases where !level.isAvailable {
      let run = try run("bench lenet --cpu \(level)")
      #expect(run.status == 1 && run.complaint.contains("lacks it"))
      #expect(!run.complaint.contains("\n"))
    }
  }

  @Test("--help names every option and instruction set, --version the version")
  func help() throws {
    for bench in ["lenet", "conv"] {
      let help = try run("bench \(bench) --help")
      #expect(help.status == 0)
      for word in ["--cpu", "--threads", "--json"] + CPULevel.allCases.map(\.description) {
        #expect(help.output.contains(word), "\(word)")
      }
    }
    #expect(try run("--version").output.hasPrefix("accel "))
  }
}
