// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import Foundation
internal import ModelImport

/// Where digits come from: a folder that was named, the cache, the network, or the program itself.
struct DigitSource {
  let images: LabelledImages
  /// For the screen and the report.
  let description: String
  /// Whether the program drew them itself.
  let isDrawn: Bool

  private static let mostDrawn = 100_000

  /// - Parameters:
  ///   - folder: `--data`; must have the files.
  ///   - say: called with what happens on the way.
  init(folder: String?, drawn: Int, say: (String) -> Void) throws(AccelError) {
    let environment = ProcessInfo.processInfo.environment
    if let folder {
      self.init(try MNIST.load(directory: folder), "MNIST test set from \(folder)")
      return
    }
    let known = environment["ACCEL_DATA"].flatMap { $0.isEmpty ? nil : [$0, $0 + "/mnist"] } ?? []
    let cache = MNISTDownload.cache
    for folder in known + [cache].compactMap({ $0 }) where MNIST.isPresent(in: folder) {
      self.init(try MNIST.load(directory: folder), "MNIST test set from \(folder)")
      return
    }
    if let cache, environment["ACCEL_OFFLINE", default: ""].isEmpty {
      do throws(AccelError) {
        try MNISTDownload(folder: cache).run(say: say)
        self.init(try MNIST.load(directory: cache), "MNIST test set, downloaded")
        return
      } catch {
        say("no MNIST: \(error)")
      }
    }
    guard drawn <= DigitSource.mostDrawn else {
      throw AccelError(
        .invalidArgument, attempt: "draw \(drawn) digits",
        problem: "that is more than \(DigitSource.mostDrawn)",
        remedy: "give a smaller --count, or --data with MNIST")
    }
    self.init(
      SyntheticDigits.draw(drawn, seed: SyntheticDigits.defaultSeed),
      "digits that the program drew itself (seed \(SyntheticDigits.defaultSeed)), not MNIST",
      isDrawn: true)
  }

  private init(_ images: LabelledImages, _ description: String, isDrawn: Bool = false) {
    self.images = images
    self.description = description
    self.isDrawn = isDrawn
  }
}
