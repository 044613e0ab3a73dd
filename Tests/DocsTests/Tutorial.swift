// SPDX-License-Identifier: BSD-3-Clause
import Foundation

/// A tutorial of a catalogue, with the files that its steps show.
struct Tutorial: Sendable {
  let name: String
  /// Of the files, within the repository.
  let folder: String
  let text: String
  /// In the order in which they are shown.
  let files: [String]

  /// In the order of the tables of contents.
  static func all() throws -> [Tutorial] {
    try ["Accel", "ModelImport", "HardwareGen"].flatMap { module in
      let catalogue = "Sources/\(module)/\(module).docc"
      let contents = try Document("\(catalogue)/Learn\(module).tutorial").text
      return try contents.matches(of: /@TutorialReference\(tutorial: "doc:(\w+)"\)/).map {
        try Tutorial(String($0.1), in: catalogue)
      }
    }
  }

  private init(_ name: String, in catalogue: String) throws {
    self.name = name
    folder = "\(catalogue)/Resources/\(name)"
    text = try Document("\(catalogue)/\(name).tutorial").text
    files = text.matches(of: /@Code\(name: "[^"]+", file: "([^"]+)"/).map { String($0.1) }
  }

  /// The program, step by step.
  var steps: [String] {
    files.filter { $0.wholeMatch(of: /\w+-\d+\.swift/) != nil }
  }

  var manifests: [String] { files.filter { $0.hasSuffix("-Package.swift") } }

  /// What terminals show.
  var sessions: [String] { files.filter { $0.hasSuffix(".txt") } }

  /// What sentences say that a step prints.
  var promises: [String] {
    text.replacing(/\s+/, with: " ").matches(of: /prints `([^`]+)`/).map { String($0.1) }
  }

  func path(_ file: String) -> String { "\(Document.root)/\(folder)/\(file)" }

  func lines(_ file: String) throws -> [String] {
    try Document("\(folder)/\(file)").text.split(separator: "\n", omittingEmptySubsequences: false)
      .dropLast().map(String.init)
  }
}
