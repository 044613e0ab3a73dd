// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport

/// What the articles of Accel show, line by line. `ArticleTests` compares and `SnippetTests` runs it.
enum AccelSnippets {
  static func gettingStarted(_ path: String, _ pixels: [UInt8]) throws -> Bool {
    let file = try NetworkFile.network(BinaryFile.read(path), named: path)
    guard case .overlay(let network) = file else { return false }
    let words = try network.words(for: pixels)
    var session = try Session(Device("sim:"), network)
    let results = try session.run(words)
    let isEqual = results == (try CPUExecutor(network).run(words))
    try session.close()
    return isEqual
  }

  static func golden(_ network: OverlayNetwork, _ words: [Int32]) throws -> Bool {
    try CPUExecutor(network).run(words) == GoldenExecutor.run(network, words: words)
  }

  static func wrapping() -> [Int32?] {
    let format = FixedFormat.fixed8
    let half = format.quantize(0.5)  // 64
    let one = format.quantize(1)  // -128: it wraps
    return [half, one]
  }

  static func buffers(_ device: borrowing Device) throws(AccelError) -> [Int32] {
    var buffer = try device.makeBuffer(byteCount: 4096)
    try buffer.overwriteWords(count: 3) { words in
      for index in words.indices { words[index] = Int32(index) }
    }
    return try buffer.words(count: 3)
  }

  static func stream(
    _ session: inout Session, _ pictures: [[Int32]]
  ) throws(AccelError) -> [[Int32]] {
    var results: [[Int32]] = []
    var current = try session.makeFrame()
    var next = try session.makeFrame()
    try current.pack { words in
      for index in words.indices { words[index] = pictures[0][index] }
    }
    for picture in pictures.dropFirst() {
      current = try session.run(current) { () throws(AccelError) in
        try next.pack { words in
          for index in words.indices { words[index] = picture[index] }
        }
      }
      results.append(try current.results())
      swap(&current, &next)
    }
    let last = try session.run(current) {}
    results.append(try last.results())
    return results
  }

  static func faults(_ network: OverlayNetwork, _ words: [Int32]) throws -> [AccelError] {
    var session = try Session(Device("sim:fault=slverr@5"), network)
    let results = try session.run(words)
    let isRight = results == GoldenExecutor.run(network, words: words)
    let errors = session.recoveries
    return isRight ? errors : []
  }

  static func boardOrSimulation(
    _ network: OverlayNetwork, _ words: [Int32]
  ) throws(AccelError) -> BoardClock {
    let locator = DeviceLocator.hasUserSpaceIO ? DeviceLocator.userSpaceIO : .simulation
    var session = try Session(Device(locator), network)
    _ = try session.run(words)
    return session.clock
  }

  static func handle(_ network: OverlayNetwork, _ locator: String) throws(AccelError) -> String {
    do throws(AccelError) {
      let session = try Session(Device(locator), network)
      return session.deviceName
    } catch {
      switch error.code {
      case .deviceNotFound, .deviceBusy: return "another board"
      case .timedOut, .transferFailed: return "the same board again"
      default: throw error
      }
    }
  }
}
