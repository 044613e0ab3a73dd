// SPDX-License-Identifier: BSD-3-Clause
import CTestBackend
import Testing

@testable import Accel

/// Every fault of the played design: the decoded error, the recovery, and correct results afterwards
/// in the same session.
struct NativeSessionFaultTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let fault: ctest_design_fault
    var argument = 0
    let code: AccelError.Code
    let says: String
    var testDescription: String { says }
  }

  static let cases = [
    Case(
      fault: CTEST_DESIGN_REFUSES, argument: 4, code: .transferFailed, says: "its count does not"),
    Case(
      fault: CTEST_DESIGN_REFUSES, argument: 1, code: .transferFailed,
      says: "did not begin with a header"),
    Case(fault: CTEST_DESIGN_SILENT, code: .timedOut, says: "no complete reply"),
    Case(fault: CTEST_DESIGN_STUCK, code: .timedOut, says: "stopped taking input"),
    Case(fault: CTEST_DESIGN_SHORT, code: .transferFailed, says: "TLAST came early"),
    Case(fault: CTEST_DESIGN_DMA_ERROR, code: .transferFailed, says: "DMADecErr"),
  ]

  /// Three layers have memories: each is loaded and read, so the seventh packet is the first batch.
  static let firstBatch = 7

  struct Fixture: ~Copyable {
    let design: PlayedDesign
    let words: [Int32]
    let golden: [Int32]

    init(seed: UInt64 = 71) throws {
      let network = try PlayedDesign.chain(seed: seed)
      design = PlayedDesign(network)
      words = (0..<2 * 81).map { Int32($0 * 37 % 256 - 128) }
      golden = GoldenExecutor.run(network, words: words)
    }

    func session(attempts: Int = 3) throws -> NativeSession {
      var options = SessionOptions()
      options.attempts = attempts
      return try NativeSession(design.device(), design.network, options: options)
    }
  }

  @Test("A fault in a batch is decoded, recovered, and the codes are right", arguments: cases)
  func recoversBatches(_ fault: Case) throws {
    let fixture = try Fixture()
    fixture.design.fail(fault.fault, argument: fault.argument, packet: Self.firstBatch)
    var session = try fixture.session()
    #expect(session.recoveries.isEmpty)
    #expect(try session.run(fixture.words) == fixture.golden)
    #expect(session.recoveries.map(\.code) == [fault.code])
    #expect(session.recoveries.first?.description.contains(fault.says) == true)
    #expect(session.recoveries.first?.description.contains("classify 2 images") == true)
    #expect(try session.run(fixture.words) == fixture.golden)
    #expect(session.recoveries.count == 1, "once is enough")
  }

  @Test("A fault while a layer is loaded or read is recovered too", arguments: cases)
  func recoversLoads(_ fault: Case) throws {
    for packet in 3...4 {
      let fixture = try Fixture()
      fixture.design.fail(fault.fault, argument: fault.argument, packet: packet)
      var session = try fixture.session()
      #expect(session.recoveries.map(\.code) == [fault.code])
      let attempt = packet == 3 ? "load layer ip1" : "read back layer ip1"
      #expect(session.recoveries.first?.attempt == attempt)
      #expect(try session.run(fixture.words) == fixture.golden)
    }
  }

  @Test("A fault that stays ends in its error, and the session can be used again", arguments: cases)
  func throwsWhatStays(_ fault: Case) throws {
    let fixture = try Fixture()
    fixture.design.fail(fault.fault, argument: fault.argument, packet: Self.firstBatch)
    var session = try fixture.session(attempts: 1)
    do throws(AccelError) {
      _ = try session.run(fixture.words)
      Issue.record("\(fault.says) passed unnoticed")
    } catch {
      #expect(error.code == fault.code)
      #expect(error.description.contains(fault.says))
    }
    #expect(try session.run(fixture.words) == fixture.golden)
    #expect(session.recoveries.isEmpty, "nothing was recovered behind the caller's back")
  }

  @Test("A fault that never ends stops after the attempts that are allowed", arguments: cases)
  func givesUp(_ fault: Case) throws {
    let fixture = try Fixture()
    fixture.design.fail(fault.fault, argument: fault.argument, packet: 1, times: 1000)
    let error = #expect(throws: AccelError.self) { _ = try fixture.session().clock }
    #expect(error?.code == fault.code)
    #expect(fixture.design.takeText().filter { $0.hasPrefix("load") }.count == 3)
  }

  @Test("A bit that flips in a memory is found, named, and loaded again")
  func findsFlippedBits() throws {
    let fixture = try Fixture()
    let layout = try #require(fixture.design.layouts[2])
    let weights = layout.chains * layout.tapPairs * layout.depth
    for (word, place) in [
      (0, "the weight at chain 0, tap 0, address 0"),
      (layout.depth + 3, "the weight at chain 0, tap 2, address 3"),
      (weights + 3, "the multiplier of channel 1"),
    ] {
      let fixture = try Fixture()
      fixture.design.fail(CTEST_DESIGN_FLIPS, argument: word, packet: 3)
      var session = try fixture.session()
      #expect(session.recoveries.map(\.code) == [.echoMismatch])
      #expect(session.recoveries.first?.attempt == "read back layer ip1")
      #expect(session.recoveries.first?.problem.contains(place) == true, "\(word)")
      #expect(try session.run(fixture.words) == fixture.golden)
    }
  }

  @Test("A bit that flips unverified spoils results: the memories do count")
  func flippedBitsCount() throws {
    let fixture = try Fixture()
    fixture.design.fail(CTEST_DESIGN_FLIPS, argument: 0, packet: 2)
    var options = SessionOptions()
    options.verifiesLoads = false
    var session = try NativeSession(
      fixture.design.device(), fixture.design.network, options: options)
    #expect(try session.run(fixture.words) != fixture.golden)
  }

  @Test("A reload that fails for good leaves the old parameters in force")
  func failedReload() throws {
    let fixture = try Fixture()
    var session = try fixture.session(attempts: 2)
    let other = try PlayedDesign.chain(seed: 72)
    guard case .convolution(let layer) = other.stages[0].operation else {
      Issue.record("no convolution")
      return
    }
    fixture.design.fail(CTEST_DESIGN_FLIPS, argument: 0, packet: Self.firstBatch, times: 6)
    do throws(AccelError) {
      try session.reload(
        "conv", weights: layer.weights, biases: layer.biases,
        multipliers: layer.requantization.multipliers)
      Issue.record("the flipped bit passed unnoticed")
    } catch {
      #expect(error.code == .echoMismatch)
    }
    fixture.design.fail(CTEST_DESIGN_FLIPS, packet: 1000)
    #expect(try session.run(fixture.words) == fixture.golden)
  }

  @Test("A fabric that was given another design meanwhile is told")
  func reprogrammed() throws {
    let fixture = try Fixture()
    var session = try fixture.session()
    fixture.design.fail(CTEST_DESIGN_SILENT, packet: Self.firstBatch)
    fixture.design.set(HardwareRegisters.Core.structureLo, 1)
    do throws(AccelError) {
      _ = try session.run(fixture.words)
      Issue.record("the other design passed unnoticed")
    } catch {
      #expect(error.code == .unsupportedByOverlay)
    }
  }

  @Test("A design that stays busy after a reset is given up in bounded time")
  func staysBusy() throws {
    let fixture = try Fixture()
    var session = try fixture.session()
    fixture.design.fail(CTEST_DESIGN_SILENT, packet: Self.firstBatch)
    fixture.design.staysBusy()
    do throws(AccelError) {
      _ = try session.run(fixture.words)
      Issue.record("it passed unnoticed")
    } catch {
      #expect(error.code == .timedOut)
      #expect(error.description.contains("stays busy"))
    }
  }
}
