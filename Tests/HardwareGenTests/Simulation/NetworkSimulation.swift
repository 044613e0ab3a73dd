// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import TestSupport
import Testing

@testable import HardwareBuild
@testable import HardwareGen

/// A generated network in Verilator, beside what the golden executor says of the same images.
struct NetworkSimulation {
  /// What the bench printed.
  struct Outcome {
    let output: String
    let status: Int32

    var passed: Bool { status == 0 && output.contains("\nPASS ") }
    var period: Int? { number("period ") }
    var latency: Int? { number("latency ") }

    /// Of a netlist.
    var made: ResourceCounts?

    private func number(_ word: String) -> Int? {
      output.split(separator: "\n").first { $0.hasPrefix(word) }
        .flatMap { Int($0.dropFirst(word.count)) }
    }
  }

  /// Why nothing is simulated, for messages.
  static let skipReason: Comment = "SKIPPED Verilator: ACCEL_RTL is not set (make rtl-test sets it)"
  static var isWanted: Bool { ProcessInfo.processInfo.environment["ACCEL_RTL"] != nil }
  /// How many netlists are simulated: synthesis takes most of a minute for each.
  static var netlists: Int {
    ProcessInfo.processInfo.environment["ACCEL_NETLISTS"].flatMap { Int($0) } ?? 0
  }

  let network: NativeNetwork
  let plan: HardwarePlan
  private let design: HardwareDesign
  private let images: Int

  init(_ network: NativeNetwork, _ options: GenerationOptions, images: Int = 6) throws {
    self.network = network
    self.images = images
    design = try HardwareDesign(network, options)
    plan = design.plan
  }

  /// - Parameters:
  ///   - contents: whether memories hold what the files say, instead of being loaded.
  ///   - asNetlist: whether to simulate what Yosys makes of the network.
  func run(contents: Bool, asNetlist: Bool = false) throws -> Outcome {
    let folder = try TemporaryFolder()
    try write(folder)
    var arguments = parameters + [folder.path]
    arguments.insert(arguments.removeLast(), at: 0)
    if contents { arguments.append("+contents") }
    var outcome = try NetworkSimulation.script(
      "Hardware/tb/network.sh", arguments, asNetlist ? ["NETLIST": "1"] : [:])
    outcome.made = try folder.bytes(of: "netlist.json").map {
      ResourceCounts(synthesized: try Netlist($0, named: "netlist.json"))
    }
    return outcome
  }

  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  static func script(
    _ path: String, _ arguments: [String], _ environment: [String: String] = [:]
  ) throws -> Outcome {
    let process = Process()
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["bash", root + "/" + path] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Outcome(
      output: "\n" + String(decoding: data, as: UTF8.self), status: process.terminationStatus)
  }

  // MARK: what the bench reads

  private var inLanes: Int { plan.imageLanes }
  private var outLanes: Int { plan.foldings[plan.layers.count - 1].outLanes }

  private var loads: [(layer: Int, load: [Int32], read: [Int32])] {
    plan.layers.compactMap { layer in
      guard case .convolution(let convolution, _) = layer.operation,
        let array = plan.foldings[layer.index].array
      else { return nil }
      return (layer.index, array.loadWords(convolution), array.readWords(convolution))
    }
  }

  private var parameters: [String] {
    let values = [
      ("InBits", inLanes * network.format.bits), ("OutBits", outLanes * 16),
      ("Layers", plan.layers.count), ("InBeats", network.input.count / inLanes),
      ("OutBeats", network.output.count / outLanes), ("Images", images),
      ("Loaded", loads.count), ("LoadWords", loads.reduce(0) { $0 + $1.load.count }),
      ("ReadWords", loads.reduce(0) { $0 + $1.read.count }),
    ]
    return values.map { "-G\($0.0)=\($0.1)" }
  }

  private func write(_ folder: TemporaryFolder) throws {
    _ = try folder.makeFolder(MemoryImages.folder)
    for file in design.files { try folder.write(file.path, file.text) }
    let codes = TestNetworks.codes(network, images: images, seed: 7)
    let results = GoldenExecutor.run(network, words: codes)
    try folder.write("images.hex", beats(codes, lanes: inLanes, bits: network.format.bits))
    try folder.write("results.hex", beats(results, lanes: outLanes, bits: 16))
    let loads = loads
    try folder.write(
      "layers.hex",
      words(loads.flatMap { [Int32($0.layer), Int32($0.load.count), Int32($0.read.count)] }))
    try folder.write("loads.hex", words(loads.flatMap(\.load)))
    try folder.write("reads.hex", words(loads.flatMap(\.read)))
  }

  private func words(_ words: [Int32]) -> String {
    words.map { String(UInt32(bitPattern: $0), radix: 16) + "\n" }.joined()
  }

  /// The first code of a beat in its lowest bits.
  private func beats(_ codes: [Int32], lanes: Int, bits: Int) -> String {
    stride(from: 0, to: codes.count, by: lanes).map { first in
      codes[first..<first + lanes].reversed().map { code in
        let digits = String(UInt32(bitPattern: code) & (1 << UInt32(bits) - 1), radix: 16)
        return String(repeating: "0", count: bits / 4 - digits.count) + digits
      }.joined() + "\n"
    }.joined()
  }
}
