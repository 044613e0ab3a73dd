// SPDX-License-Identifier: BSD-3-Clause
import ArgumentParser
import Testing

@testable import Demo

struct InlineDemoTests {
  @Test("Command lines of accel-demo within sentences and tables are understood")
  func parse() throws {
    var count = 0
    for document in try Document.all() {
      for command in document.inlineCommands(of: "accel-demo") {
        #expect(throws: Never.self, "\(document.path): \(command)") {
          try AccelDemo.parseAsRoot(command.split(separator: " ").dropFirst().map(String.init))
        }
        count += 1
      }
    }
    #expect(count >= 9)
  }
}
