// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import TestSupport
import Testing

/// One parser and its inputs. Input `index` follows from the target, the seed and the index alone.
struct FuzzRun: Codable, Sendable {
  let target: FuzzTarget
  let seed: Int
  let first: Int
  let count: Int
  let folder: String

  private static let codes: [AccelError.Code] = [
    .malformedFile, .shapeMismatch, .unsupportedLayer, .invalidGraph, .valueOutOfRange,
  ]

  /// For a process of its own, whose memory it limits.
  func run() throws {
    // Sanitizers reserve terabytes and keep freed memory for a while.
    let isSanitized = dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil
    var limit = rlimit(rlim_cur: 4 << 30, rlim_max: 4 << 30)
    guard isSanitized || setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 else {
      Issue.record("no limit of memory could be set")
      return
    }
    let corpus = target.corpus
    let memory = peakMemory()
    _ = FileManager.default.createFile(atPath: progressPath, contents: nil)
    let handle = try #require(FileHandle(forWritingAtPath: progressPath))
    for index in first..<first + count {
      try handle.seek(toOffset: 0)
      try handle.write(contentsOf: Data("\(index)\n".utf8))
      // What takes longer hangs: the signal ends the process.
      alarm(60)
      check(index, corpus)
    }
    alarm(0)
    #expect(
      isSanitized || peakMemory() - memory < 256 << 10,
      "\(self): KiB of memory for files of a few KiB")
    try handle.close()
    try FileManager.default.removeItem(atPath: progressPath)
  }

  /// The index at which the run ended early.
  func progress() throws -> Int? {
    guard FileManager.default.fileExists(atPath: progressPath) else { return nil }
    let text = try String(contentsOfFile: progressPath, encoding: .utf8)
    return Int(text.split(separator: "\n").first ?? "0")
  }

  private var progressPath: String { folder + "/progress" }

  /// In KiB, as `getrusage` has it.
  private func peakMemory() -> Int {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    return usage.ru_maxrss
  }

  private func check(_ index: Int, _ corpus: [[UInt8]]) {
    var random = SeededRandom(seed: UInt64(truncatingIfNeeded: seed))
    let salt = random.next() ^ UInt64(truncatingIfNeeded: index)
    var mutations = Mutations(random: SeededRandom(seed: salt))
    let input = mutations.spoil(
      corpus[index % corpus.count], with: corpus[(index / 7) % corpus.count])
    do {
      let isWhole = try target.read(input, folder: folder)
      #expect(isWhole, "\(target) seed \(seed) index \(index): what was read does not fit together")
    } catch let error as AccelError {
      #expect(
        Self.codes.contains(error.code), "\(target) seed \(seed) index \(index): \(error)")
    } catch {
      Issue.record("\(target) seed \(seed) index \(index): \(error)")
    }
  }
}

extension FuzzRun: CustomStringConvertible {
  var description: String { "\(target), seed \(seed), \(count) inputs from index \(first)" }
}
