import ProgramSupport
// SPDX-License-Identifier: BSD-3-Clause
import Testing

struct ScoresTests {
  @Test("The largest word wins, the lowest class of equals")
  func predictions() {
    #expect(Scores.predictions([1, 5, 5, -3, -2, -9], classes: 3) == [1, 1])
    #expect(Scores.right([1, 5, 5, -3, -2, -9], labels: [1, 0]) == 1)
    #expect(Scores.right([], labels: []) == 0)
  }

  @Test("Differences are counted word by word, missing words too")
  func differing() {
    #expect(Scores.differing([1, 2, 3], [1, 2, 3]) == 0)
    #expect(Scores.differing([1, 2, 3], [1, 9, 3]) == 1)
    #expect(Scores.differing([1, 2, 3], [1]) == 2)
  }

  @Test("Percentiles are values that occurred (nearest rank)")
  func percentiles() {
    let values = (1...100).map(Double.init).reversed()
    #expect(Scores.percentile(Array(values), 0.5) == 50)
    #expect(Scores.percentile(Array(values), 0.99) == 99)
    #expect(Scores.percentile([7], 0.99) == 7)
    #expect(Scores.percentile([], 0.5).isNaN)
  }
}
