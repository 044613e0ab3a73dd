// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import TestSupport
import Testing

/// The programs in a shell: help, completion, versions, colour and exit codes.
struct ShellTests {
  private static let programs = ["accel", "accel-demo"]

  /// A line for bash, in a folder with a completion script; stdout without its last newline.
  private func bash(_ script: String, _ folder: TemporaryFolder) throws -> String {
    let bash = try Program(
      ["-c", script], executable: "/bin/bash", home: folder)
    #expect(bash.status == 0, "\(bash.errors)")
    return bash.output.trimmingCharacters(in: .newlines)
  }

  @Test("Scripts for three shells name every command, and bash completes with its own")
  func completes() throws {
    for shell in ["bash", "zsh", "fish"] {
      for name in Self.programs {
        let script = try Program(["--generate-completion-script", shell], name: name)
        #expect(script.status == 0 && script.output.contains(name), "\(script.errors)")
      }
    }
    #expect(try completed("accel", "ge") == "generate")
    #expect(try completed("accel-demo", "--mn") == "--mnist")
  }

  /// What bash makes of a word when the tab key is hit.
  private func completed(_ name: String, _ word: String) throws -> String {
    let folder = try TemporaryFolder()
    let script = try Program(["--generate-completion-script", "bash"], name: name)
    try folder.write("completion", script.output)
    return try bash(
      """
      source completion
      function=$(complete -p \(name) | sed 's/.*-F \\([^ ]*\\) .*/\\1/')
      COMP_LINE='\(name) \(word)'
      COMP_WORDS=(\(name) \(word)) COMP_CWORD=1 COMP_POINT=${#COMP_LINE}
      $function \(name) \(word) \(name)
      echo "${COMPREPLY[@]}"
      """, folder)
  }

  @Test("Exit codes are those that the help names: 0, 1 and 64")
  func exits() throws {
    for name in Self.programs {
      let help = try Program(["--help"], name: name)
      #expect(help.status == 0 && help.output.contains("0 success, 1 failure, 64 wrong usage"))
    }
    for (name, arguments) in [
      ("accel", ["inspect", "a"]), ("accel-demo", ["--mnist"]), ("accel-demo", []),
    ] {
      let wrong = try Program(arguments + ["--nonsense"], name: name)
      #expect(wrong.status == 64 && wrong.output.isEmpty && wrong.errors.contains("--nonsense"))
    }
    for (name, arguments) in [
      ("accel", ["inspect", "nowhere.accel"]), ("accel-demo", ["--mnist", "--model", "no.accel"]),
    ] {
      let failed = try Program(arguments, name: name)
      #expect(failed.status == 1 && failed.output.isEmpty)
      #expect(failed.complaint.hasPrefix("\(name): cannot "), "\(failed.errors)")
      #expect(!failed.complaint.contains("\n"))
    }
  }

  @Test("Versions name the commit, or say that none was recorded")
  func versions() throws {
    for name in Self.programs {
      let line = try Program(["--version"], name: name).output
      let parts = try #require(line.firstMatch(of: /^([a-z-]+) (\d+\.\d+\.\d+) \((.*)\)\n$/))
      #expect(parts.1 == name)
      #expect(
        parts.3 == "not built by make: no commit"
          || parts.3.wholeMatch(of: /commit [0-9a-f]{7,}(-dirty)?/) != nil, "\(line)")
    }
  }

  @Test("Each command's help says what it is for, and has an example where files go in")
  func helps() throws {
    for command in ["import", "inspect", "bench", "generate", "build", "probe", "load", "trace"] {
      let help = try Program(["help", command], name: "accel")
      #expect(help.status == 0 && help.output.hasPrefix("OVERVIEW: "))
      #expect(help.output.contains("Example: accel \(command)"), "\(command)")
    }
    #expect(try Program(["--help"], name: "accel").output.contains("NO_COLOR"))
    #expect(try Program(["--help"], name: "accel-demo").output.contains("NO_COLOR"))
  }
}
