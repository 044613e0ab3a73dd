// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

/// Every fault of the simulated board: the decoded error, the recovery, and correct results
/// afterwards in the same session.
struct SessionFaultTests {
  /// A fault, and words that its message must hold.
  struct Case: Sendable, CustomTestStringConvertible {
    let fault: String
    let code: AccelError.Code
    let says: String
    var testDescription: String { fault }
  }

  static let cases = [
    Case(fault: "slverr", code: .transferFailed, says: "DMASlvErr"),
    Case(fault: "decerr", code: .transferFailed, says: "DMADecErr"),
    Case(fault: "interr", code: .transferFailed, says: "DMAIntErr"),
    Case(fault: "no-tlast", code: .timedOut, says: "no complete reply"),
    Case(fault: "early-tlast", code: .transferFailed, says: "TLAST came early"),
    Case(fault: "stuck", code: .timedOut, says: "stopped taking input"),
    Case(fault: "bad-reply", code: .echoMismatch, says: "header"),
  ]

  /// An open session, what it runs, and what has to come out.
  struct Fixture: ~Copyable {
    var session: Session
    var network: OverlayNetwork
    let words: [Int32]

    /// Four weight loads come first, so the fifth transfer is the first batch.
    init(_ faults: String, attempts: Int = 3, seed: UInt64 = 21) throws {
      var source = RandomNetworks(seed: seed, .fixed8, .random)
      let network = try source.lenet()
      var options = SessionOptions()
      options.attempts = attempts
      session = try Session(Device("sim:\(faults)"), network, options: options)
      self.network = network
      words = source.words(network.input.count * 2)
    }

    var golden: [Int32] { GoldenExecutor.run(network, words: words) }

    mutating func run() throws(AccelError) -> [Int32] { try session.run(words) }
  }

  @Test("A fault in a batch is decoded, recovered, and the words are right", arguments: cases)
  func recoversBatches(_ fault: Case) throws {
    var fixture = try Fixture("fault=\(fault.fault)@5")
    #expect(fixture.session.recoveries.isEmpty)
    let golden = fixture.golden
    #expect(try fixture.run() == golden)
    #expect(fixture.session.recoveries.map(\.code) == [fault.code])
    #expect(fixture.session.recoveries.first?.description.contains(fault.says) == true)
    #expect(fixture.session.recoveries.first?.description.contains("classify 2 images") == true)
    #expect(try fixture.run() == golden)
    #expect(fixture.session.recoveries.count == 1, "once is enough")
  }

  @Test("A fault while weights are loaded is recovered too", arguments: cases)
  func recoversLoads(_ fault: Case) throws {
    var fixture = try Fixture("fault=\(fault.fault)@2")
    #expect(fixture.session.recoveries.map(\.code) == [fault.code])
    #expect(try fixture.run() == fixture.golden)
  }

  @Test("A fault that stays ends in its error, and the session can be used again", arguments: cases)
  func throwsWhatStays(_ fault: Case) throws {
    // Weight loads of each recovery count too, so the fault is told by messages, not by number:
    // with one attempt the first failure is thrown.
    var fixture = try Fixture("fault=\(fault.fault)@5", attempts: 1)
    do throws(AccelError) {
      _ = try fixture.run()
      Issue.record("\(fault.fault) passed unnoticed")
    } catch {
      #expect(error.code == fault.code)
      #expect(error.description.contains(fault.says))
    }
    #expect(try fixture.run() == fixture.golden)
    #expect(fixture.session.recoveries.isEmpty, "nothing was recovered behind the caller's back")
  }

  @Test("A fault that never ends stops after the attempts that are allowed")
  func givesUp() {
    for fault in ["slverr", "decerr", "interr", "no-tlast", "stuck", "bad-reply", "bad-weights"] {
      let error = #expect(throws: AccelError.self) {
        _ = try Fixture("fault=\(fault)@1x*").session.clock
      }
      let expected = Self.cases.first { $0.fault == fault }?.code ?? .echoMismatch
      #expect(error?.code == expected, "\(fault)")
    }
  }

  @Test("As many attempts are made as the options say", arguments: 1...4)
  func countsAttempts(_ faults: Int) throws {
    // The first transfer of each attempt fails, as often as there are faults.
    var fixture = try Fixture("fault=slverr@1x\(faults)", attempts: faults + 1)
    #expect(fixture.session.recoveries.count == faults)
    #expect(try fixture.run() == fixture.golden)
    let error = #expect(throws: AccelError.self) {
      _ = try Fixture("fault=slverr@1x\(faults)", attempts: faults).session.clock
    }
    #expect(error?.code == .transferFailed)
  }

  @Test("Weights that are corrupted on the way are found by their echo and sent again")
  func comparesTheEcho() throws {
    var fixture = try Fixture("fault=bad-weights@3")
    #expect(fixture.session.recoveries.map(\.code) == [.echoMismatch])
    #expect(fixture.session.recoveries.first?.description.contains("layer ip1") == true)
    #expect(try fixture.run() == fixture.golden)
  }

  @Test("A reload whose weights are corrupted is repeated")
  func comparesTheEchoOfReloads() throws {
    var fixture = try Fixture("fault=bad-weights@5")
    let weights = [Float](repeating: 0.25, count: fixture.network.convolutions[0].weights.count)
    try fixture.session.reload("conv1", weights: weights)
    #expect(fixture.session.recoveries.map(\.code) == [.echoMismatch])
    try fixture.network.setWeights(weights, of: "conv1")
    #expect(try fixture.run() == fixture.golden)
  }

  @Test("A lost interrupt needs no recovery, but is counted")
  func lostInterrupt() throws {
    var fixture = try Fixture("fault=lost-irq@5")
    #expect(try fixture.run() == fixture.golden)
    #expect(fixture.session.recoveries.isEmpty)
    #expect(fixture.session.statistics.lostInterrupts == 1)
  }

  @Test("A fabric that loses its design is told, and the session goes on once it is back")
  func unprogrammed() throws {
    var fixture = try Fixture("fault=unprogrammed@5")
    do throws(AccelError) {
      _ = try fixture.run()
      Issue.record("the missing design passed unnoticed")
    } catch {
      #expect(error.code == .fabricNotProgrammed)
      #expect(error.description.contains("0xFFFFFFFF"))
      #expect(error.description.contains("bitstream"))
    }
    #expect(try fixture.run() == fixture.golden)
  }

  @Test("A fabric that was never programmed is told before anything is loaded")
  func neverProgrammed() {
    let error = #expect(throws: AccelError.self) {
      _ = try Fixture("fault=unprogrammed@1x*").session.clock
    }
    #expect(error?.code == .fabricNotProgrammed)
  }

  @Test("Latency within the limit is waited for, beyond it it is a timeout")
  func latency() throws {
    var fixture = try Fixture("latency=1s")
    #expect(try fixture.run() == fixture.golden)
    #expect(
      fixture.session.statistics.boardTime > .seconds(5), "four loads and a batch, a second each")
    let error = #expect(throws: AccelError.self) {
      _ = try Fixture("latency=60s").session.clock
    }
    #expect(error?.code == .timedOut)
  }

  @Test("Several faults in a row are recovered within the attempts", arguments: UInt64(0)..<8)
  func randomFaults(_ seed: UInt64) throws {
    var random = RandomNetworks(seed: seed, .fixed8, .random).random
    var faults: [String] = []
    for _ in 0..<3 {
      let fault = Self.cases.randomElement(using: &random)?.fault ?? "stuck"
      faults.append("fault=\(fault)@\(Int.random(in: 5...8, using: &random))")
    }
    var fixture = try Fixture(
      faults.joined(separator: ","), attempts: 5, seed: seed)
    let golden = fixture.golden
    for _ in 0..<6 { #expect(try fixture.run() == golden, "\(faults)") }
    #expect(!fixture.session.recoveries.isEmpty)
  }
}
