// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ArgumentParser
internal import ProgramSupport

struct Probe: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tell what this machine offers, and what is missing for a board to run.",
    discussion: """
      Nothing is changed and no device is opened but /dev/accelN, for a moment (and /dev/mem with \
      --dev-mem, and what --device names): looking is safe while a design runs.

      Example: accel probe --json findings.json
      """)

  @Option(help: ArgumentHelp("Write the findings as JSON; - for stdout.", valueName: "file"))
  var json: String?

  @Flag(help: "Read clocks, resets and level shifters of a Zynq-7000 through /dev/mem too.")
  var devMem = false

  @Option(
    help: ArgumentHelp(
      "Open a device, for example board:uio, and tell what design its fabric holds.",
      valueName: "device"))
  var device: String?

  @Option(help: .hidden)
  var root = ""

  func run() throws {
    try AccelTool.reporting { () throws(AccelError) in
      let file = try json.flatMap { path throws(AccelError) in
        path == "-" ? nil : try OutputFile(path)
      }
      var report = ProbeReport(SystemRoot(root))
      if devMem { report.control = try ControlReport(SystemRoot(root)) }
      report.design = try device.map { text throws(AccelError) in try DesignReport(text) }
      if json != nil {
        let bytes = try report.json()
        if let file { try file.commit(bytes) } else { try StandardStreams.output(bytes) }
      } else {
        try StandardStreams.output(Array(report.lines.map { $0 + "\n" }.joined().utf8))
      }
    }
  }
}

extension ProbeReport {
  func json() throws(AccelError) -> [UInt8] {
    try JSONText.bytes(self, attempt: "write the findings")
  }
}
