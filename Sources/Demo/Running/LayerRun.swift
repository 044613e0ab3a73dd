// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ProgramSupport

/// Each layer on one thread of the CPU.
enum LayerRun {
  /// Most images that go through the layers in a run: as many as go through one together.
  static let images = 32
  /// Most runs that are timed, and nanoseconds after which there is only one.
  static let runs = 7
  private static let patience: UInt64 = 200_000_000

  /// - Parameter words: encoded images, one or more.
  /// - Returns: the layers, each with its median time.
  static func layers(_ executor: CPUExecutor, _ words: [Int32]) -> [Report.CPU.Layer] {
    let count = min(images, words.count / executor.input.count)
    var workspace = executor.makeWorkspace()
    var results = [Int32](repeating: 0, count: count * executor.output.count)
    let stopwatch = Stopwatch()
    func run() -> [CPULayerTime] {
      var span = results.mutableSpan
      return executor.layerTimes(
        words.span.extracting(0..<count * executor.input.count), into: &span, with: &workspace
      ) { stopwatch.nanoseconds }
    }
    // What is slow at first is not what is asked for.
    let layers = run()
    let first = layers.reduce(1) { $0 + $1.nanoseconds }
    let times = (0..<min(runs, 1 + Int(patience / first))).map { _ in run() }
    return layers.indices.map { index in
      let nanoseconds = MedianTime.median(times.map { Double($0[index].nanoseconds) })
      return Report.CPU.Layer(
        layers[index].name, multiplyAccumulates: layers[index].multiplyAccumulates,
        nanosecondsPerImage: nanoseconds / Double(count))
    }
  }
}

extension Report.CPU.Layer {
  init(_ name: String, multiplyAccumulates: Int64, nanosecondsPerImage: Double) {
    self.name = name
    microsecondsPerImage = nanosecondsPerImage / 1000
    guard multiplyAccumulates > 0, nanosecondsPerImage > 0 else { return }
    gigaOperationsPerSecond = 2 * Double(multiplyAccumulates) / nanosecondsPerImage
  }
}
