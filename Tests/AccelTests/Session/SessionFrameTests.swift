// SPDX-License-Identifier: BSD-3-Clause
import Accel
import TestSupport
import Testing

struct SessionFrameTests {
  private func network(seed: UInt64) throws -> (OverlayNetwork, RandomNetworks) {
    var source = RandomNetworks(seed: seed, .fixed8, .random)
    return (try source.lenet(), source)
  }

  @Test("Two frames in turn give the golden words, packed while the other computes", .tags(.board))
  func alternates() throws {
    var (network, source) = try network(seed: 21)
    let count = network.input.count
    let pictures = (0..<5).map { _ in source.words(count * 2) }
    var session = try Session(Device(TestDevice.locator), network)
    var current = try session.makeFrame(images: 2)
    var next = try session.makeFrame(images: 2)
    try current.pack { $0.copy(pictures[0]) }
    for index in pictures.indices {
      let packed = (index + 1) % pictures.count
      var calls = 0
      current = try session.run(current) { () throws(AccelError) in
        try next.pack { $0.copy(pictures[packed]) }
        calls += 1
      }
      #expect(calls == 1)
      #expect(current.elapsed > BoardTime(nanoseconds: 0))
      #expect(
        try current.results() == GoldenExecutor.run(network, words: pictures[index]), "\(index)")
      swap(&current, &next)
    }
    try session.close()
  }

  @Test("A frame that the board loses is not tried again, and the next one is right")
  func losesOne() throws {
    var (network, source) = try network(seed: 22)
    let words = source.words(network.input.count)
    // Four transfers load the weights.
    var session = try Session(Device("sim:fault=slverr@6"), network)
    var results: [[Int32]?] = []
    for _ in 0..<3 {
      var frame = try session.makeFrame()
      try frame.pack { $0.copy(words) }
      do throws(AccelError) {
        let done = try session.run(frame) {}
        results.append(try done.results())
      } catch {
        #expect(error.code == .transferFailed)
        #expect(error.description.contains("classify 1 images"))
        results.append(nil)
      }
    }
    let golden = GoldenExecutor.run(network, words: words)
    #expect(results == [golden, nil, golden])
    #expect(session.recoveries.isEmpty, "nothing was tried twice")
  }

  @Test("What the meantime throws comes out once the board is done", .tags(.board))
  func passesErrorsOn() throws {
    var (network, source) = try network(seed: 23)
    let words = source.words(network.input.count)
    var session = try Session(Device(TestDevice.locator), network)
    let before = session.statistics
    let frame = try session.makeFrame()
    let objection = AccelError(
      .unavailable, attempt: "take a picture", problem: "the camera is gone", remedy: "find it")
    do throws(AccelError) {
      let done = try session.run(frame) { () throws(AccelError) in throw objection }
      Issue.record("it went on for \(done.elapsed)")
    } catch {
      #expect(error == objection)
    }
    #expect(session.statistics.transfers == before.transfers + 1)
    #expect(session.statistics.failedTransfers == before.failedTransfers)
    #expect(try session.run(words) == GoldenExecutor.run(network, words: words))
    #expect(session.statistics.resets == before.resets, "the session was ready for it")
  }
}

extension MutableSpan<Int32> {
  fileprivate mutating func copy(_ words: [Int32]) {
    for index in words.indices { self[index] = words[index] }
  }
}
