// SPDX-License-Identifier: BSD-3-Clause

import CConv
import Foundation
import TestSupport
import Testing

/// A team with its runs as Swift closures.
private final class Team: @unchecked Sendable {
  let team: OpaquePointer

  init(_ threads: Int32) throws {
    var made: OpaquePointer?
    try #require(cconv_team_create(threads, &made) == 0)
    team = try #require(made)
  }

  var threads: Int32 { cconv_team_threads(team) }

  func run(_ parts: Int32, _ body: @escaping (_ part: Int, _ thread: Int) -> Void) {
    final class Box {
      let body: (Int, Int) -> Void
      init(_ body: @escaping (Int, Int) -> Void) { self.body = body }
    }
    let box = Box(body)
    withExtendedLifetime(box) {
      cconv_team_run(
        team,
        { context, part, thread in
          guard let context else { return }
          let box = Unmanaged<Box>.fromOpaque(context)
          box._withUnsafeGuaranteedRef { $0.body(Int(part), Int(thread)) }
        }, Unmanaged.passUnretained(box).toOpaque(), parts)
    }
  }

  deinit { cconv_team_destroy(team) }
}

/// Bytes that parts of a run write without a lock, each its own: a race shows under TSan.
private final class Marks: @unchecked Sendable {
  let bytes: UnsafeMutableBufferPointer<UInt8>

  init(_ count: Int32) {
    bytes = .allocate(capacity: Int(count))
    bytes.initialize(repeating: 0)
  }

  deinit { bytes.deallocate() }
}

@Suite struct TeamTests {
  @Test(
    "Every part runs exactly once, and the caller sees what it wrote",
    arguments: [1, 2, 3, 8] as [Int32],
    [0, 1, 2, 7, 1000] as [Int32])
  func runsEveryPart(_ threads: Int32, _ parts: Int32) throws {
    let team = try Team(threads)
    #expect(team.threads == threads)
    let marks = Marks(parts)
    team.run(parts) { part, thread in
      precondition((0..<Int(threads)).contains(thread))
      marks.bytes[part] += 1
    }
    #expect(marks.bytes.allSatisfy { $0 == 1 })
    team.run(-1) { _, _ in preconditionFailure("there is no part") }
  }

  @Test("A thread runs one part at a time, so its lane is its own")
  func keepsLanesApart() throws {
    let team = try Team(4)
    let lanes = Marks(4)
    team.run(200) { _, thread in
      lanes.bytes[thread] += 1
      usleep(50)
      lanes.bytes[thread] -= 1
    }
    #expect(lanes.bytes.allSatisfy { $0 == 0 })
  }

  @Test("Many small runs in a row each end whole, with pauses in which helpers fall asleep, too")
  func manyRuns() throws {
    let team = try Team(3)
    let marks = Marks(4)
    for run in 0..<20_000 {
      team.run(4) { part, _ in marks.bytes[part] &+= 1 }
      if run % 1000 == 0 {
        usleep(1000)
        let expected = UInt8(truncatingIfNeeded: run + 1)
        #expect(marks.bytes.allSatisfy { $0 == expected })
      }
    }
  }

  @Test("A part may run a team of its own, and teams may be made and ended within parts")
  func nests() throws {
    let team = try Team(3)
    let marks = Marks(60)
    team.run(6) { part, _ in
      let inner = try? Team(2)
      inner?.run(10) { index, _ in marks.bytes[10 * part + index] += 1 }
    }
    #expect(marks.bytes.allSatisfy { $0 == 1 })
  }

  @Test("A team may be used from one thread after another")
  func changesHands() async throws {
    let team = try Team(2)
    let marks = Marks(8)
    for _ in 0..<20 {
      await Task.detached {
        team.run(8) { part, _ in marks.bytes[part] += 1 }
      }.value
    }
    #expect(marks.bytes.allSatisfy { $0 == 20 })
  }

  @Test("Helpers sleep while there is nothing to do")
  func sleeps() async {
    // In a process of its own, where no other test takes processor time.
    await #expect(processExitsWith: .success) {
      let team = try Team(8)
      team.run(100) { _, _ in }
      usleep(20_000)
      let before = clock()
      usleep(300_000)
      #expect(Double(clock() - before) / Double(CLOCKS_PER_SEC) < 0.05)
    }
  }

  @Test("Where the system has no threads to give, the caller does everything")
  func goesOnAlone() async {
    await #expect(processExitsWith: .success) {
      // Address space for a few small things, not for another stack: every thread is refused.
      let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        .split(separator: " ").first.flatMap { UInt($0) }
      let bytes = try #require(pages) * UInt(getpagesize()) + 1 << 22
      var limit = rlimit(rlim_cur: bytes, rlim_max: bytes)
      setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
      let team = try Team(4)
      #expect(team.threads == 1)
      var sum = 0
      withUnsafeMutablePointer(to: &sum) { sum in
        nonisolated(unsafe) let sum = sum
        team.run(10) { part, thread in sum.pointee += part + thread }
      }
      #expect(sum == 45)
    }
  }

  @Test("Counts out of range are refused, and nothing is made")
  func refusesCounts() {
    for threads in [Int32.min, -1, 0, Int32(CCONV_TEAM_MAX_THREADS) + 1, .max] {
      var made: OpaquePointer?
      #expect(cconv_team_create(threads, &made) == invalidArgument)
      #expect(made == nil)
    }
    cconv_team_destroy(nil)
  }
}
