// SPDX-License-Identifier: BSD-3-Clause
import Accel
import GoldenSupport

/// LeNet-5 by the golden executor, every CPU level and the simulated board, as Embedded Swift.
@_cdecl("golden_check")
public func goldenCheck(
  _ weights: UnsafePointer<Int8>, _ images: UnsafePointer<UInt8>,
  _ expected: UnsafePointer<Int32>, _ count: Int32, _ goldenCount: Int32,
  _ board: UnsafePointer<CChar>?
) -> Int32 {
  let pixels = (0..<Int(count) * 784).map { images[$0] }
  let logits = (0..<Int(count) * 10).map { expected[$0] }
  do throws(AccelError) {
    let graph = try LayerGraph.lenet5(
      weights: (0..<LayerGraph.lenet5WeightCount).map { Float(weights[$0]) / 128 })
    let network = try OverlayNetwork(graph, format: .fixed8, encoding: .lenet5)
    let words = try network.words(for: pixels)
    var isRight = true
    func compare(_ name: String, _ result: [Int32]) {
      let agrees = result.elementsEqual(logits.prefix(result.count))
      isRight = isRight && agrees && !result.isEmpty
      golden_print("\(name): \(result.count / 10) images \(agrees ? "agree" : "DIFFER")")
    }
    compare(
      "golden", GoldenExecutor.run(network, words: Array(words.prefix(Int(goldenCount) * 784))))
    for level in CPULevel.available {
      let executor = try CPUExecutor(network, level: level)
      compare("CPU \(level)", executor.run(words))
      var workspace = executor.makeWorkspace(threads: 2)
      var results = [Int32](repeating: 0, count: logits.count)
      var span = results.mutableSpan
      executor.run(words.span, into: &span, with: &workspace)
      compare("CPU \(level), \(workspace.threads) threads", results)
    }
    // A simulated board has to recover once.
    let device = board.map { String(cString: $0) } ?? "sim:fault=slverr@6"
    var session = try Session(Device(device), network)
    compare(device, try session.run(words))
    compare("\(device) again", try session.run(words))
    golden_print("recoveries: \(session.recoveries.count)")
    isRight = isRight && session.recoveries.count == (board == nil ? 1 : 0)
    try session.close()
    return isRight ? 0 : 1
  } catch {
    golden_print(error.description)
    return 1
  }
}
