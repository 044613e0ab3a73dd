// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

struct AccelErrorTests {
  @Test("A message is one sentence: what was tried, what was wrong, what to do")
  func description() {
    let error = AccelError(
      .timedOut, attempt: "classify 3 images", problem: "the core is silent", remedy: "reload it",
      systemError: 110)
    #expect(error.description == "cannot classify 3 images: the core is silent; reload it")
    #expect(error.code == .timedOut && error.code != .transferFailed)
    #expect(error.systemError == 110)
  }
}
