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
          let words = command.split(separator: " ").dropFirst().map(String.init)
          if let demo = try AccelDemo.parseAsRoot(words) as? AccelDemo {
            try demo.arguments.check()
          }
        }
        count += 1
      }
    }
    #expect(count >= 9)
  }
}
