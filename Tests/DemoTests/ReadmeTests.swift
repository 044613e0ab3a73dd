// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import TestSupport
import Testing

/// What the README shows is what there is.
struct ReadmeTests {
  private func text(_ path: String) throws -> String {
    try String(contentsOfFile: Repository.root + "/" + path, encoding: .utf8)
  }

  /// The lines of the first code block in a language.
  private func block(_ language: String, in text: String) -> [Substring] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let start = lines.drop { $0 != "```" + language }.dropFirst()
    return Array(start.prefix { $0 != "```" })
  }

  @Test("Its example is the one in Examples, and at most 15 lines long")
  func example() throws {
    let source = try text("Examples/Classify/Classify.swift")
    let shown = block("swift", in: try text("README.md"))
    #expect(
      source == "// SPDX-License-Identifier: BSD-3-Clause\n" + shown.joined(separator: "\n") + "\n")
    #expect(shown.count <= 15)
  }

  @Test("Its two commands stand on the first screen, and every option it names exists")
  func commands() throws {
    let readme = try text("README.md")
    let top = readme.split(separator: "\n", omittingEmptySubsequences: false).prefix(30)
    #expect(top.contains("$ swift run -c release accel-demo --mnist"))
    #expect(top.contains("$ swift test"))
    let help =
      try Program("--help").output
      + [
        ["bench", "lenet"], ["bench", "conv"], ["import"], ["inspect"], ["generate"], ["build"],
        ["trace"],
      ]
      .map { try Program($0 + ["--help"], name: "accel").output }.joined()
    for match in readme.matches(of: /--[a-z][a-z0-9-]+/) {
      #expect(help.contains(String(match.output)), "\(match.output)")
    }
  }

  @Test(
    "Its example runs on the published model",
    .enabled(
      if: SharedData.has("lenet5-caffe/lenet_iter_10000.caffemodel") && SharedData.has("mnist")))
  func runs() throws {
    let folder = try TemporaryFolder()
    for (name, file) in [
      ("lenet.prototxt", "lenet5-caffe/lenet.prototxt"),
      ("lenet.caffemodel", "lenet5-caffe/lenet_iter_10000.caffemodel"), ("mnist", "mnist"),
    ] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.path + "/" + name,
        withDestinationPath: URL(fileURLWithPath: #require(SharedData.path(file))).path)
    }
    let run = try Program([], name: "Classify", home: folder)
    #expect(run.status == 0 && run.output == "CPU agrees: true\n", "\(run.errors)")
  }
}
