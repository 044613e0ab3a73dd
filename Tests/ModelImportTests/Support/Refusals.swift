// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

/// Expects an error of this code whose sentence has all of the words.
func expectRefusal<Value>(
  _ code: AccelError.Code, naming words: [String],
  sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws(AccelError) -> Value
) {
  do throws(AccelError) {
    let value = try body()
    Issue.record("accepted: \(value)", sourceLocation: sourceLocation)
  } catch {
    #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
    for word in words {
      #expect(
        error.description.contains(word), "\(word) is missing", sourceLocation: sourceLocation)
    }
  }
}
