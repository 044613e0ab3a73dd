// SPDX-License-Identifier: BSD-3-Clause

/// What becomes of a command that a text shows.
enum Command: Sendable {
  /// It is run by ``CommandTests``.
  case here(Run)
  /// It cannot run in a test: why, and what runs it instead.
  case elsewhere(String)

  struct Run: Sendable {
    /// Names in the command's folder, and what they lead to: a path in the repository, or one in
    /// `SharedData` behind `shared:`.
    var files: [String: String] = [:]
    /// Commands to run first, in the same folder.
    var before: [String] = []
    /// What it writes there.
    var writes: [String] = []
    /// What it prints, among others.
    var prints: [String] = []
    /// What only a release build prints, which is not spared.
    var printsInRelease: [String] = []
    /// How a debug build, which computes a hundred times slower, is spared.
    var debug: @Sendable ([String]) -> [String] = { $0 }

    /// What the project does not ship.
    var needs: [String] {
      files.values.filter { $0.hasPrefix("shared:") }.map { String($0.dropFirst(7)) }.sorted()
    }
  }

  var run: Run? {
    if case .here(let run) = self { run } else { nil }
  }

  struct Unknown: Error { let line: String }

  /// The program that was built, for `swift run -c release`; debug tests run the debug build.
  static func words(_ line: String) throws -> (program: String, arguments: [String]) {
    var words = line.split(separator: " ").map(String.init)
    for prefix in [["swift", "run", "-c", "release"], ["swift", "run"]]
    where words.starts(with: prefix) {
      words.removeFirst(prefix.count)
      return (words[0], Array(words.dropFirst()))
    }
    guard ["accel", "accel-demo"].contains(words.first) else { throw Unknown(line: line) }
    return (words[0], Array(words.dropFirst()))
  }
}
