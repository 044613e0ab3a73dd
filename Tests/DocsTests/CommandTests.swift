// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import TestSupport
import Testing

/// Commands in the texts for users are tried, or it is said why not and what tries them instead.
struct CommandTests {
  /// Every command in a block, with where it stands.
  static func shown() throws -> [String: String] {
    var commands: [String: String] = [:]
    for document in try Document.all() {
      for block in document.blocks {
        for command in block.commands { commands[command] = "\(block.document):\(block.line)" }
      }
    }
    return commands
  }

  @Test("Each command that is shown is one that somebody tries, and the other way round")
  func isComplete() throws {
    let shown = try Self.shown()
    #expect(shown.count > 20)
    for (command, place) in shown where Command.all[command] == nil {
      Issue.record("\(place): nobody tries \(command)")
    }
    for command in Command.all.keys where shown[command] == nil {
      Issue.record("no text shows \(command)")
    }
  }

  @Test("What cannot run here says so")
  func notHere() throws {
    for (command, kind) in Command.all.sorted(by: { $0.key < $1.key }) {
      guard case .elsewhere(let reason) = kind else { continue }
      #expect(!reason.isEmpty)
      print("NOT RUN HERE: \(command): \(reason)")
    }
  }

  private static let lines = Command.all.filter { $0.value.run != nil }.keys.sorted()

  @Test("It runs as it is shown, and prints what was promised", arguments: lines)
  func runs(_ line: String) throws {
    guard let run = Command.all[line]?.run else { return }
    if let data = run.needs.first(where: { !SharedData.has($0) }) {
      print("NOT RUN HERE: \(line): for want of \(data)")
      return
    }
    let folder = try TemporaryFolder()
    for (name, path) in run.files {
      let source = try #require(
        path.hasPrefix("shared:")
          ? SharedData.path(String(path.dropFirst(7))) : Document.root + "/" + path)
      let target = folder.path + "/" + name
      try FileManager.default.createDirectory(
        at: URL(fileURLWithPath: target).deletingLastPathComponent(),
        withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        atPath: target, withDestinationPath: URL(fileURLWithPath: source).standardizedFileURL.path)
    }
    for first in run.before {
      let words = try Command.words(first)
      #expect(try Program(words.arguments, name: words.program, home: folder).status == 0)
    }
    let words = try Command.words(line)
    let arguments = TestBuild.isDebug ? run.debug(words.arguments) : words.arguments
    let program = try Program(arguments, name: words.program, home: folder)
    #expect(program.status == 0, "\(program.errors)")
    let texts = run.prints + (TestBuild.isDebug ? [] : run.printsInRelease)
    for text in texts { #expect(program.output.contains(text), "\(program.output)") }
    for file in run.writes { #expect(folder.names.contains(file)) }
  }

  @Test("Functions that the README's C shows are those of accel.h")
  func functionsOfC() throws {
    let header = try Document("Sources/CAccel/include/accel.h").text
    let blocks = try Document("README.md").blocks.filter { $0.language == "c" }
    #expect(blocks.count == 1)
    for line in blocks.flatMap(\.lines) {
      let name = try #require(line.firstMatch(of: /^(accel_\w+)\(/)?.1)
      #expect(header.contains("\(name)("), "\(name)")
    }
  }
}
