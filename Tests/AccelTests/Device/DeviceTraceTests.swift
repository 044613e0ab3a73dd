// SPDX-License-Identifier: BSD-3-Clause
import TestSupport
import Testing

@testable import Accel

struct DeviceTraceTests {
  /// The words of an image, and what the device counted up to before the session closed.
  private func run(_ trace: DeviceTrace?) throws -> ([Int32], DeviceStatistics, inTrace: Int) {
    let network = try FullSizeNetwork.lenet5()
    let image = [Int32](repeating: 3, count: network.input.count)
    var session = try Session(Device("sim:", trace: trace), network)
    let words = try session.run(image + image)
    let statistics = session.statistics
    let count = trace?.contents().events.count ?? 0
    try session.close()
    return (words, statistics, count)
  }

  @Test("A session's results are the same with a trace, which counts what the session counts")
  func counts() throws {
    let trace = try DeviceTrace()
    let (words, statistics, inTrace) = try run(trace)
    #expect(try run(nil).0 == words)
    let contents = trace.contents()
    let events = contents.events.prefix(inTrace)
    #expect(contents.dropped == 0 && contents.events.count > inTrace, "closing is traced too")
    func count(_ isWanted: (TraceEvent.Kind) -> Bool) -> UInt64 {
      UInt64(events.count { isWanted($0.kind) })
    }
    #expect(count { if case .read = $0 { true } else { false } } == statistics.registerReads)
    #expect(count { if case .write = $0 { true } else { false } } == statistics.registerWrites)
    #expect(count { if case .end = $0 { true } else { false } } == statistics.transfers)
    var (sent, received, synced) = (0, 0, 0)
    for event in events {
      switch event.kind {
      case .send(0, _, let count): sent += count
      case .end(0, let count, false): received += count
      case .synchronizeForCPU(_, let count), .synchronizeForDevice(_, let count): synced += count
      default: break
      }
    }
    #expect(sent == Int(statistics.bytesToDevice) && received == Int(statistics.bytesFromDevice))
    #expect(synced == Int(statistics.bytesSynchronized))
    #expect(!events.contains { !$0.succeeded })
  }

  @Test("Registers have their names")
  func registers() throws {
    let trace = try DeviceTrace()
    let device = try Device("sim:", trace: trace)
    try device.dmaEngine().reset(on: device)
    let first = try #require(trace.contents().events.first)
    guard case .write(let register, value: 4) = first.kind else {
      Issue.record("\(first)")
      return
    }
    #expect(register.window == "dma0" && register.name == "MM2S_DMACR" && register.offset == 0)
    #expect(first.description == "write   dma0 MM2S_DMACR = 0x00000004")
  }

  @Test("Capacities out of range are refused", arguments: [0, -1, 16_777_217, .max])
  func capacities(_ capacity: Int) {
    #expect { try DeviceTrace(capacity: capacity) } throws: { error in
      (error as? AccelError)?.code == .valueOutOfRange
    }
  }
}
