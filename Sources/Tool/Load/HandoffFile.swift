// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import Foundation
internal import ModelImport

/// The hardware handoff that tools put beside a bitstream: the same name, but for its end.
struct HandoffFile {
  let name: String
  let handoff: HardwareHandoff

  /// - Returns: `nil` if there is none.
  /// - Throws: ``AccelError``, as `BinaryFile` and `HardwareHandoff` throw.
  static func beside(_ bitstream: String) throws(AccelError) -> HandoffFile? {
    let path = URL(fileURLWithPath: bitstream).deletingPathExtension().path + ".hwh"
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let handoff = try HardwareHandoff(BinaryFile.read(path), named: path)
    return HandoffFile(name: URL(fileURLWithPath: path).lastPathComponent, handoff: handoff)
  }

  /// - Throws: ``AccelError`` `wrongPart` if the two are for different parts.
  func check(_ bitstream: Bitstream, named file: String) throws(AccelError) {
    guard let own = handoff.part, let other = bitstream.part, !own.accepts(other) else { return }
    throw AccelError(
      .wrongPart, attempt: "load \(file)", problem: "it is for \(other), and \(name) for \(own)",
      remedy: "take both from one build")
  }

  /// The fastest that FCLK0 may be, in Hz. Handoffs round: 142.857132 MHz is the seventh of 1 GHz.
  var fastestClock: UInt64? { handoff.clock.map { $0 + $0 / 10_000 } }

  /// For people.
  var lines: [String] {
    let engines = handoff.engines.map { engine in
      "AXI DMA at \(HandoffFile.text(engine.window.address)), \(engine.lengthWidth) bits of length, "
        + "\(engine.sendWidth) bytes a beat to the fabric and \(engine.receiveWidth) back"
        + (engine.hasScatterGather ? ", by descriptors: not for board:uio" : "")
    }
    let switches = handoff.switches.map { "stream switch at \(HandoffFile.text($0.address))" }
    let clock = handoff.clock.map {
      [String(format: "built for FCLK0 at %.6g MHz", Double($0) / 1e6)]
    }
    return (engines + switches + (clock ?? [])).map { "\(name): \($0)" }
  }

  private static func text(_ address: UInt64) -> String { String(format: "0x%08llx", address) }
}
