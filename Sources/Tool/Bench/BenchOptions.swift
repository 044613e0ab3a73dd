// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ArgumentParser

/// What all benches understand.
struct BenchOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Instruction sets: auto, all, or any of \(CPULevel.names), with commas between "
        + "(default: $ACCEL_CPU, or auto).",
      valueName: "names"))
  var cpu: String?

  @Option(help: "Threads, 1 to \(CPUWorkspace.maximumThreads).")
  var threads = 1

  @Option(
    help: ArgumentHelp(
      "Write one JSON object a line instead of a table; - for stdout.", valueName: "file"))
  var json: String?

  mutating func validate() throws {
    guard (1...CPUWorkspace.maximumThreads).contains(threads) else {
      throw ValidationError(
        "--threads \(threads) is outside 1 to \(CPUWorkspace.maximumThreads).")
    }
    do throws(AccelError) {
      _ = try levels()
    } catch  where error.code == .invalidArgument {
      throw ValidationError("\(error.description).")
    } catch {
      // Names are right, but this machine lacks one: a failure of the run, not of the line.
    }
  }

  /// - Throws: ``AccelError``: `invalidArgument` for a name that does not exist, `unavailable` for
  ///   an instruction set that this machine lacks.
  func levels() throws(AccelError) -> [CPULevel] {
    guard let cpu else { return [.preferred] }
    var levels: [CPULevel] = []
    for name in cpu.split(separator: ",", omittingEmptySubsequences: false) {
      if name == "all" {
        levels += CPULevel.available
      } else {
        levels.append(try CPULevel(named: String(name)))
      }
    }
    return levels
  }
}
