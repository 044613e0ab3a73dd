// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ProgramSupport

/// Where rows go: lines of JSON on stdout as they come, or a file or a table at the end.
struct BenchOutput {
  private let isJSON: Bool
  private let file: OutputFile?
  private var rows: [BenchRow] = []

  /// - Parameter json: as given to `--json`.
  /// - Throws: ``AccelError`` `unwritableFile`.
  init(json: String?) throws(AccelError) {
    isJSON = json != nil
    file = try json.flatMap { path throws(AccelError) in path == "-" ? nil : try OutputFile(path) }
  }

  mutating func add(_ row: BenchRow) throws(AccelError) {
    rows.append(row)
    if isJSON && file == nil { try StandardStreams.output(lines([row.json])) }
  }

  func finish() throws(AccelError) {
    if let file {
      try file.commit(lines(rows.map(\.json)))
    } else if !isJSON {
      var table = TextTable(header: BenchRow.header)
      for row in rows { table.add(row.cells) }
      try StandardStreams.output(lines(table.lines))
    }
  }

  private func lines(_ lines: [String]) -> [UInt8] {
    Array(lines.map { $0 + "\n" }.joined().utf8)
  }
}
