// SPDX-License-Identifier: BSD-3-Clause
import Testing

@testable import Demo

struct ConsoleTests {
  @Test("Colours are for terminals, unless NO_COLOR says something")
  func colours() {
    #expect(Console.hasColor(isTerminal: true, environment: [:]))
    #expect(Console.hasColor(isTerminal: true, environment: ["NO_COLOR": ""]))
    for value in ["1", "0", "no"] {
      #expect(!Console.hasColor(isTerminal: true, environment: ["NO_COLOR": value]))
    }
    #expect(!Console.hasColor(isTerminal: false, environment: [:]))
  }

  @Test("What is piped has no colours")
  func plain() {
    let console = Console(jsonOnStandardOutput: false)
    let text = console.red("red")
    #expect(text == (console.isTerminal && console.hasColor ? "\u{1B}[31mred\u{1B}[0m" : "red"))
  }
}
