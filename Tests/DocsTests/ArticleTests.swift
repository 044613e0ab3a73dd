// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import Testing

/// Swift in the articles is Swift that the compiler sees.
struct ArticleTests {
  private static let folders = ["Tests/DocsTests/Snippets", "Tests/Misuse", "Examples"]

  /// Lines of a source without their indentation.
  private func trimmed(_ lines: [String]) -> String {
    lines.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
      .joined(separator: "\n")
  }

  private func sources() throws -> [String: String] {
    var sources: [String: String] = [:]
    for folder in Self.folders {
      let path = Document.root + "/" + folder
      let names = try FileManager.default.subpathsOfDirectory(atPath: path)
      for name in names where name.hasSuffix(".swift") {
        let text = try String(contentsOfFile: path + "/" + name, encoding: .utf8)
        sources[folder + "/" + name] =
          "\n" + trimmed(text.components(separatedBy: "\n")) + "\n"
      }
    }
    return sources
  }

  @Test("Every block of Swift stands, line by line, in a source that is compiled")
  func blocks() throws {
    let sources = try sources()
    var count = 0
    for document in try Document.all() where document.isArticle {
      for block in document.blocks where block.language == "swift" {
        let text = "\n" + trimmed(block.lines) + "\n"
        #expect(
          sources.values.contains { $0.contains(text) }, "\(document.path):\(block.line)")
        count += 1
      }
    }
    #expect(count >= 10)
  }

  @Test("A block that no source has is found out")
  func canFail() throws {
    #expect(try !sources().values.contains { $0.contains("\nlet nobody = wrote(this)\n") })
  }
}
