// SPDX-License-Identifier: BSD-3-Clause
import ArgumentParser
import Testing

@testable import Tool

struct HelpTests {
  @Test("Each command's help has an example, and the example is a line that is understood")
  func examples() throws {
    let commands = AccelTool.configuration.subcommands
    #expect(commands.count == 8)
    for command in commands {
      let help = command.configuration.discussion
      let example = try #require(help.firstMatch(of: /Example: accel (.*)/), "\(command)")
      let words = example.1.split(separator: " ").map(String.init)
      #expect(throws: Never.self, "\(example.0)") { try AccelTool.parseAsRoot(words) }
    }
  }

  @Test("A line that is not understood is found out")
  func canFail() {
    #expect(throws: (any Error).self) { try AccelTool.parseAsRoot(["inspect", "--colour"]) }
  }
}
