// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport
import TestSupport
import Testing

/// Golden Swift and the CPU against Scripts/native_model.py, which was written from the
/// documentation alone.
@Suite(.enabled(if: Python.hasNumPy()))
struct IndependentNativeModelTests {
  @Test(
    "numpy reads the file and computes the same codes",
    arguments: [FixedFormat.fixed8, .fixed16], Extremity.allCases)
  func agrees(_ format: FixedFormat, _ extremity: Extremity) throws {
    var source = RandomNativeNetworks(seed: 11, format, extremity)
    let folder = try TemporaryFolder()
    for _ in 0..<4 {
      let network = try source.network()
      let codes = source.codes(2 * network.input.count)
      try folder.write("net.accel", NetworkFile.bytes(of: .native(network)))
      try folder.write(
        "codes.npy", NPYFile.bytes(int32: codes, shape: [2, network.input.count]))
      try Python.script(
        "native_model.py", folder.path + "/net.accel", "--codes", folder.path + "/codes.npy",
        "--results", folder.path + "/results.npy")
      let results = try NPYFile.read(#require(folder.bytes(of: "results.npy")), named: "results")
      let golden = GoldenExecutor.run(network, words: codes)
      #expect(results.values == .int32(golden))
      #expect(try CPUExecutor(network).run(codes) == golden)
    }
  }
}
