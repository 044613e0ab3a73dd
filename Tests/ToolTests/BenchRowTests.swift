// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

@testable import Tool

struct BenchRowTests {
  @Test("A row is one line of JSON, or cells of a table, with microseconds and 10^9 operations")
  func forms() {
    let row = BenchRow(
      what: "lenet b64", level: .scalar, threads: 2, seconds: 0.000_5, operations: 4_586_000)
    #expect(
      row.json
        == #"{"what": "lenet b64", "isa": "scalar", "threads": 2, "us": 500.000, "gops": 9.172}"#)
    #expect(row.cells == ["lenet b64", "scalar", "2", "500.0", "9.172"])
  }
}
