// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import TestSupport
import Testing

/// Mistakes of a user: one sentence, the right exit code, no file.
struct BadInputTests {
  private func expect(
    _ arguments: [String], status: Int32, says: String, home: TemporaryFolder? = nil,
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let folder = try home ?? TemporaryFolder()
    let before = folder.names
    let run = try Program(arguments, home: folder)
    #expect(run.status == status, "\(arguments): \(run.errors)", sourceLocation: location)
    let first = String(run.complaint.split(separator: "\n").first ?? "")
    #expect(first.contains(says), "\(arguments): \(run.errors)", sourceLocation: location)
    if status == 1 {
      #expect(!run.complaint.contains("\n"), "\(run.complaint)", sourceLocation: location)
      #expect(first.hasPrefix("accel-demo: cannot "), sourceLocation: location)
    }
    #expect(folder.names == before, "no file is left", sourceLocation: location)
  }

  @Test(
    "Wrong usage ends in exit code 64 and says what is wrong",
    arguments: [
      (["--mnist", "--count", "0"], "--count 0"), (["--mnist", "--count", "-3"], "--count"),
      (["--mnist", "--count", "x"], "x"), (["--mnist", "--batch", "99999999"], "99999999"),
      (["--mnist", "--batch", "0"], "--batch 0"), (["--mnist", "--threads", "0"], "--threads 0"),
      (["--mnist", "--threads", "257"], "257"), (["--mnist", "--cifar10"], "two modes"),
      ([], "--mnist or --cifar10"), (["--cifar10"], "--model"),
      (["--mnist", "--model", "a.prototxt"], "two files"),
      (["--mnist", "--model", "a.onnx"], "accel import makes"),
      (["--mnist", "--model", ",b"], "two files"), (["--mnist", "--frobnicate"], "frobnicate"),
      (["--mnist", "--json", "a", "--logits", "a"], "same file"),
      (["--mnist", "--json", "./a", "--logits", "a"], "same file"),
      (["--mnist", "--json", "a", "--report", "./a"], "same file"),
      (["--mnist", "--logits", "a", "--report", "a"], "same file"),
      (["--mnist", "--report", "-"], "not stdout"), (["--mnist", "--report"], "--report"),
      (["--mnist", "--benchmark", "--device", "cpu"], "--benchmark"), (["mnist"], "mnist"),
    ])
  func usage(_ arguments: [String], _ says: String) throws {
    try expect(arguments, status: 64, says: says)
  }

  @Test(
    "Devices and instruction sets that do not exist are refused with those that do",
    arguments: [
      (["--device", "fpga"], "auto, cpu, board:/dev/accel0, board:uio, rtl:LIB.so, or sim:"),
      (["--device", "board:/dev/accel77"], "there is no /dev/accel77: load the module"),
      (["--device", "board:/dev/null"], "no device of the module"),
      (["--device", ""], "sim:"), (["--device", "sim:overlay=resnet"], "overlay=cifar10"),
      (["--device", "sim:fault=fire"], "slverr"), (["--cpu", "mmx"], "scalar"),
      (["--device", "sim:latency=5"], "20ms"),
    ])
  func devices(_ arguments: [String], _ says: String) throws {
    try expect(["--mnist"] + arguments, status: 1, says: says)
  }

  @Test("More digits than the program draws are refused before any is drawn")
  func tooManyDigits() throws {
    try expect(["--mnist", "--count", "99999999"], status: 1, says: "100000")
  }

  @Test("A report that stdout cannot take is a failure, a reader that has gone is not")
  func fullOutput() throws {
    let full = try Program.shell("--mnist --count 1 --json - > /dev/full")
    #expect(full.status == 1 && full.errors.contains("cannot write the report"))
    #expect(try Program.shell("--mnist --count 1 --json - | true").status == 0)
  }

  @Test("An instruction set that ACCEL_CPU names wrongly is refused as one of --cpu")
  func environment() throws {
    let run = try Program("--mnist", environment: ["ACCEL_CPU": "mmx"])
    #expect(run.status == 1 && run.errors.contains("mmx"))
    #expect(try Program("--mnist", environment: ["ACCEL_CPU": "scalar"]).output.contains("scalar"))
  }

  @Test("An output path that cannot be written is found before the work begins")
  func outputPaths() throws {
    for option in ["--logits", "--json", "--report"] {
      try expect(["--mnist", option, "nowhere/file"], status: 1, says: "nowhere/file")
      try expect(["--mnist", option, "."], status: 1, says: "directory")
      try expect(["--mnist", option, "/proc/file"], status: 1, says: "/proc/file")
    }
  }

  @Test("Data that are missing or damaged are refused with their file")
  func data() throws {
    let folder = try TemporaryFolder()
    let mnist = ["--mnist", "--data", folder.path]
    let images = "t10k-images-idx3-ubyte"
    try expect(["--mnist", "--data", "nowhere"], status: 1, says: "nowhere", home: folder)
    try expect(mnist, status: 1, says: images, home: folder)
    try folder.write("t10k-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 1, 7])
    let header: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28]
    let picture = [UInt8](repeating: 0, count: 784)
    let damaged: [([UInt8], String)] = [
      ([], images), ([1, 2, 3], images), ([0, 0, 8, 1] + header.dropFirst(4), "magic"),
      (header, images), (header + picture.dropLast(), images), (header + picture + [0], images),
    ]
    for (bytes, says) in damaged {
      try folder.write(images, bytes)
      try expect(mnist, status: 1, says: says, home: folder)
    }
    try folder.write(images, header + picture)
    try expect(mnist + ["--count", "2"], status: 1, says: "has 1", home: folder)
    try folder.write("t10k-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 2, 7, 1])
    try expect(mnist, status: 1, says: "1 images and 2 labels", home: folder)
  }
}
