// SPDX-License-Identifier: BSD-3-Clause

/// Columns of text; the first is aligned left, the others right.
package struct TextTable {
  private var rows: [[String]]

  package init(header: [String]) {
    rows = [header]
  }

  package mutating func add(_ row: [String]) {
    rows.append(row)
  }

  package var lines: [String] {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    let text = rows.map { row in
      row.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + space : space + cell
      }.joined(separator: "  ")
    }
    let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
    return [text[0], rule] + text.dropFirst()
  }
}
