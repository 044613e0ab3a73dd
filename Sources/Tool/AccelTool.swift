// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ArgumentParser
internal import Foundation
internal import ProgramSupport

@main
struct AccelTool: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accel",
    abstract:
      "Import trained models, make designs of them, measure the CPU core, and set up boards.",
    discussion: """
      A failure is one sentence on stderr: what was tried, what was wrong and what to do.

      Environment: ACCEL_CPU names the instruction set (\(CPULevel.names)). NO_COLOR changes nothing \
      here: no command uses colours.

      Completion: accel --generate-completion-script bash (or zsh, fish).

      Exit codes: 0 success, 1 failure, 64 wrong usage.
      """,
    version: "accel \(Version.line)",
    subcommands: [
      Import.self, Inspect.self, Bench.self, Generate.self, Build.self, Probe.self, Load.self,
      Trace.self,
    ])

  mutating func validate() throws {
    // A reader that closes the pipe ends the output, not the program.
    signal(SIGPIPE, SIG_IGN)
  }

  /// Run a command; a failure is one sentence on stderr and exit code 1.
  static func reporting(_ command: () throws(AccelError) -> Void) throws {
    do throws(AccelError) {
      try command()
    } catch {
      StandardStreams.complain(error.description, program: "accel")
      throw ExitCode(1)
    }
  }
}
