// SPDX-License-Identifier: BSD-3-Clause
import ArgumentParser
import TestSupport
import Testing

@testable import Tool

struct InlineToolTests {
  @Test("Command lines of accel in sentences and tables are understood, or name what there is")
  func parse() throws {
    let names = AccelTool.configuration.subcommands.map { $0._commandName } + ["help"]
    var whole = 0
    for document in try Document.all() {
      for command in document.inlineCommands(of: "accel") {
        let words = command.split(separator: " ").dropFirst().map(String.init)
        #expect(names.contains(words[0]), "\(document.path): \(command)")
        if words.contains(where: { $0.contains(".") }) && !words.contains("other.accel") {
          #expect(throws: Never.self, "\(document.path): \(command)") {
            try AccelTool.parseAsRoot(words)
          }
          whole += 1
        } else if let option = words.first(where: { $0.hasPrefix("--") }) {
          let help = try Program(["help", words[0]], name: "accel").output
          #expect(help.contains(option + " "), "\(document.path): \(command)")
        }
      }
    }
    #expect(whole >= 3)
  }
}
