// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ArgumentParser
internal import HardwareGen
internal import ModelImport
internal import ProgramSupport

struct Generate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make a design for the fabric from a network, as SystemVerilog.",
    discussion: """
      Each layer gets as many multipliers as the target needs, and the least of what else it \
      takes. Without a target, the design is as fast as the budgets allow. Nothing is built.

      Example: accel generate net.accel --cycles 12800 --clock 150 -o net-pynq-z1
      """)

  @Argument(
    help: ArgumentHelp("A .accel file of the native profile.", valueName: "network"))
  var network: String

  @Option(name: [.short, .long], help: ArgumentHelp("The folder to write.", valueName: "folder"))
  var output: String

  @OptionGroup var target: TargetOptions

  @Option(help: ArgumentHelp("Write the estimate as JSON; - for stdout.", valueName: "file"))
  var json: String?

  func run() throws {
    try AccelTool.reporting { () throws(AccelError) in
      let folder = try DesignFolder(output)
      let report = try json.flatMap { path throws(AccelError) in
        path == "-" ? nil : try OutputFile(path)
      }
      let design = try HardwareDesign(target.network(network), target.options())
      try folder.write(design)
      try report?.commit(design.estimate.json())
      if json == "-" {
        try StandardStreams.output(design.estimate.json())
      } else {
        let lines = EstimateTable(design.estimate).lines + ["", "wrote \(output)"]
        try StandardStreams.output(Array(lines.map { $0 + "\n" }.joined().utf8))
      }
    }
  }
}
