// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import TestSupport
import Testing

/// The code of the tutorials: every step is compiled, the last one is a program of the package, and it
/// prints what the tutorial says.
struct TutorialTests {
  @Test("Every file of a tutorial is shown, once, and ends in what the program prints")
  func files() throws {
    let tutorials = try Tutorial.all()
    #expect(tutorials.map(\.name) == ["Digit", "Frames", "OwnNetwork", "Design"])
    for tutorial in tutorials {
      let names = try FileManager.default.contentsOfDirectory(atPath: tutorial.path(""))
      #expect(tutorial.files.sorted() == names.sorted())
      #expect(tutorial.files.last == "\(tutorial.name).txt")
    }
  }

  @Test("A step keeps the lines of the one before it, in their order, and adds some")
  func growth() throws {
    for tutorial in try Tutorial.all() {
      let steps = try tutorial.steps.map(tutorial.lines)
      #expect(steps.count >= 3)
      for (before, after) in zip(steps, steps.dropFirst()) {
        #expect(Self.grows(before, after), "\(tutorial.name): \(after)")
      }
    }
    #expect(!Self.grows(["a", "b"], ["b", "a", "c"]))
    #expect(!Self.grows(["a"], ["a"]))
  }

  private static func grows(_ before: [String], _ after: [String]) -> Bool {
    var rest = before[...]
    for line in after where line == rest.first { rest.removeFirst() }
    return rest.isEmpty && after.count > before.count
  }

  @Test("The last step is the one that the package builds")
  func targets() throws {
    let manifest = try Document("Package.swift").text
    for tutorial in try Tutorial.all() {
      let module = tutorial.folder.split(separator: "/")[1]
      let name = tutorial.name
      let count = tutorial.steps.count
      #expect(manifest.contains("tutorial(\"\(name)\", in: \"\(module)\", step: \(count)"))
      #expect(tutorial.steps.last == "\(name)-\(count).swift")
    }
  }

  @Test("Every step compiles, as in a package of one's own, the last one without a warning")
  func compiles() throws {
    for tutorial in try Tutorial.all() {
      for step in tutorial.steps {
        // What a step before the last declares may wait for its use.
        let options = step == tutorial.steps.last ? ["-warnings-as-errors"] : []
        let compiler = try compiler(tutorial.path(step), options)
        #expect(compiler.status == 0, "\(compiler.errors)")
      }
    }
  }

  @Test("A step with a mistake does not")
  func canFail() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "Wrong.swift", "import Accel\nfunc open() throws -> Device { try Device(12) }\n")
    let errors = try compiler(path).errors
    #expect(errors.contains("error: ") && !errors.contains("no such module"), "\(errors)")
  }

  private func compiler(_ path: String, _ options: [String] = []) throws -> Program {
    let products = URL(fileURLWithPath: try Program.path(of: "Digit")).deletingLastPathComponent()
    let sources = Document.root + "/Sources/"
    let headers = try FileManager.default.contentsOfDirectory(atPath: sources)
      .flatMap { ["-I", sources + $0 + "/include"] }
    return try Program(
      [
        "swiftc", "-swift-version", "6", "-parse-as-library", "-c", "-o", "/dev/null",
        "-I", products.path + "/Modules", "-module-cache-path", products.path + "/ModuleCache",
      ] + headers + options + [path], executable: "/usr/bin/env")
  }

  @Test("The manifests are manifests, and the products that they name are those of this package")
  func manifests() throws {
    let ours = try Document("Package.swift").text
    for tutorial in try Tutorial.all() {
      let manifest = try #require(tutorial.manifests.first)
      let text = try Document("\(tutorial.folder)/\(manifest)").text
      let folder = try TemporaryFolder()
      try folder.write("Package.swift", text)
      let swift = try Program(
        ["swift", "package", "dump-package"], executable: "/usr/bin/env", home: folder)
      #expect(swift.status == 0 && swift.output.contains("\"\(tutorial.name)\""), "\(swift.errors)")
      let products = text.matches(of: /\.product\(name: "(\w+)", package: "accel"\)/)
      #expect(products.count >= 2)
      for product in products { #expect(ours.contains(".library(name: \"\(product.1)\"")) }
    }
  }

  @Test("The programs run in the folders that the tutorials make, and print what they say")
  func runs() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/accel", withDestinationPath: Document.root)
    for tutorial in try Tutorial.all() {
      let sessions = try tutorial.sessions.map(tutorial.lines)
      let commands = try #require(sessions.first)
      #expect(sessions.count == 2 && commands.allSatisfy { $0.hasPrefix("$ ") })
      #expect(sessions.last?.first == "$ swift run \(tutorial.name)")
      let script =
        ["set -e"] + commands.map { String($0.dropFirst(2)) } + [
          "'\(try Program.path(of: tutorial.name))'"
        ]
      let program = try Program(
        ["-c", script.joined(separator: "\n")], executable: "/bin/bash", home: folder)
      #expect(program.status == 0, "\(program.errors)")
      let printed = program.output.split(separator: "\n", omittingEmptySubsequences: false)
        .dropLast().map(String.init)
      #expect(printed == sessions.last?.dropFirst().map { $0 })
      #expect(!tutorial.promises.isEmpty)
      for promise in tutorial.promises { #expect(printed.contains(promise), "\(promise)") }
    }
  }
}
