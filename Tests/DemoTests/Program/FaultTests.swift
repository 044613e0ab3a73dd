// SPDX-License-Identifier: BSD-3-Clause
import TestSupport
import Testing

/// Each fault of the simulated board, as a user meets it. The first four transfers load weights,
/// the fifth carries images.
struct FaultTests {
  private func run(_ faults: String, home: TemporaryFolder? = nil) throws -> Program {
    try Program(
      "--mnist", "--count", "10", "--device", "sim:\(faults)", "--logits", "words.npy", home: home)
  }

  @Test(
    "A fault that passes is recovered, and the run says so",
    arguments: [
      ("slverr", "DMASlvErr"), ("decerr", "DMADecErr"), ("interr", "DMAIntErr"),
      ("no-tlast", "no complete reply"), ("early-tlast", "TLAST came early"),
      ("stuck", "stopped taking input"), ("bad-reply", "header"), ("lost-irq", "lost interrupt"),
    ])
  func recovers(_ fault: String, _ says: String) throws {
    for transfer in [2, 5] {
      let run = try run("fault=\(fault)@\(transfer)")
      #expect(run.status == 0, "\(fault)@\(transfer): \(run.errors)")
      let recovery = run.output.split(separator: "\n").first { $0.hasPrefix("recovered") }
      #expect(recovery?.contains(says) == true, "\(fault)@\(transfer): \(run.output)")
      #expect(run.output.contains("board and CPU agree in every output word"))
    }
  }

  @Test("Weights corrupted on the way are found and sent again")
  func corruptedWeights() throws {
    let run = try run("fault=bad-weights@3")
    #expect(run.status == 0)
    #expect(run.output.contains("recovered") && run.output.contains("layer ip1"))
  }

  @Test(
    "A fault that stays ends in one sentence and exit code 1, and writes no file",
    arguments: [
      ("slverr", "DMASlvErr"), ("decerr", "DMADecErr"), ("interr", "DMAIntErr"),
      ("no-tlast", "no complete reply"), ("early-tlast", "TLAST came early"),
      ("stuck", "stopped taking input"), ("bad-reply", "header"), ("bad-weights", "came back"),
      ("unprogrammed", "bitstream"),
    ])
  func stays(_ fault: String, _ says: String) throws {
    for occasion in ["@1x*", "@5x*"] where !(fault == "bad-weights" && occasion == "@5x*") {
      let folder = try TemporaryFolder()
      let run = try run("fault=\(fault)\(occasion)", home: folder)
      #expect(run.status == 1, "\(fault)\(occasion)")
      #expect(run.complaint.contains(says), "\(run.complaint)")
      #expect(!run.complaint.contains("\n") && run.complaint.hasPrefix("accel-demo: cannot"))
      #expect(folder.names.isEmpty)
    }
  }
}
