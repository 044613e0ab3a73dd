// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import TestSupport

/// A text for users, and the blocks in it.
struct Document {
  struct Block {
    let document: String
    /// The word behind the fence, or nothing.
    let language: String
    let lines: [String]
    /// Of the fence, from 1.
    let line: Int
  }

  static let root = Repository.root

  /// README, Docs (without decisions), the hardware's README and the catalogues.
  static func all() throws -> [Document] {
    var paths = ["README.md", "Hardware/README.md"]
    let folders =
      ["Docs"] + ["Accel", "ModelImport", "HardwareGen"].map { "Sources/\($0)/\($0).docc" }
    for folder in folders {
      let names = try FileManager.default.contentsOfDirectory(atPath: root + "/" + folder)
      let texts = names.sorted().filter { $0.hasSuffix(".md") || $0.hasSuffix(".tutorial") }
      paths += texts.map { folder + "/" + $0 }
    }
    return try paths.map { try Document($0) }
  }

  /// Within the repository.
  let path: String
  let text: String

  init(_ path: String) throws {
    self.path = path
    text = try String(contentsOfFile: Document.root + "/" + path, encoding: .utf8)
  }

  var isArticle: Bool { path.contains(".docc/") }

  var blocks: [Block] {
    var blocks: [Block] = []
    var open: (language: String, line: Int, lines: [String])?
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      if let block = open {
        if line == "```" {
          blocks.append(
            Block(
              document: path, language: block.language, lines: block.lines, line: block.line))
          open = nil
        } else {
          open?.lines.append(String(line))
        }
      } else if line.hasPrefix("```") {
        open = (String(line.dropFirst(3)), index + 1, [])
      }
    }
    return blocks
  }
}

extension Document.Block {
  private static let programs: Set<String> = [
    "swift", "make", "sudo", "accel", "accel-demo", "docc", "git", "./classify", "source",
    "arm-linux-gnueabihf-gcc", "python3",
  ]

  /// What it has a shell do: lines behind `$ `, or all that begin with a program's name. Lines that go
  /// on behind a backslash are joined.
  var commands: [String] {
    guard ["", "sh", "console"].contains(language) else { return [] }
    var joined: [String] = []
    var isContinued = false
    for line in lines {
      let text = line.hasSuffix("\\") ? String(line.dropLast()) : line
      if isContinued {
        joined[joined.count - 1] += text.trimmingCharacters(in: .whitespaces)
      } else {
        joined.append(text)
      }
      isContinued = line.hasSuffix("\\")
    }
    if joined.contains(where: { $0.hasPrefix("$ ") }) {
      return joined.filter { $0.hasPrefix("$ ") }.map { String($0.dropFirst(2)) }
    }
    let words = joined.filter { line in
      line.split(separator: " ").first.map { Self.programs.contains(String($0)) } == true
    }
    return words.map { line in
      // A remark stands behind two spaces at least.
      line.range(of: #"\s{2,}#.*"#, options: .regularExpression).map {
        String(line[..<$0.lowerBound])
      } ?? line
    }
  }
}

extension Document {
  /// Command lines of a program in code voice. A leading `…` stands for a demo on MNIST, others for
  /// a file.
  func inlineCommands(of program: String) -> [String] {
    let prose = text.replacing(/(?ms)^```.*?^```$/, with: "")
    return prose.matches(of: /`([^`]+)`/).compactMap { match -> String? in
      var command = String(match.1).replacing("\n", with: " ")
      if command.hasPrefix("… ") { command = "accel-demo --mnist" + command.dropFirst() }
      guard command.hasPrefix(program + " ") else { return nil }
      return command.replacing("…", with: "other.accel")
    }
  }
}
