// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import ModelImport

/// Classify a picture of your own: `ClassifyPNG NETWORK.accel PICTURE.png`.
@main struct ClassifyPNG {
  static func main() {
    do throws(AccelError) {
      try run(Array(CommandLine.arguments.dropFirst()))
    } catch {
      FileHandle.standardError.write(Data("ClassifyPNG: \(error)\n".utf8))
      exit(1)
    }
  }

  static func run(_ arguments: [String]) throws(AccelError) {
    guard arguments.count == 2 else {
      throw AccelError(
        .invalidArgument, attempt: "classify a picture",
        problem: "\(arguments.count) files were named", remedy: "name NETWORK.accel and PICTURE.png"
      )
    }
    let network = try NetworkFile.network(BinaryFile.read(arguments[0]), named: arguments[0])
    let picture = Picture(try PNGFile(arguments[1]))
    let fitted = try picture.fitted(to: network.input)
    print("picture  \(picture.shape), \(fitted.steps.joined(separator: ", "))")
    if network.input.channels == 1 { print(sketch(fitted.pixels, network.input)) }

    let outputs = try CPUExecutor(network).run(network.words(for: fitted.pixels))
    let order = outputs.indices.sorted { outputs[$0] > outputs[$1] }
    print("class    \(order[0]), by \(outputs[order[0]]) to \(outputs[order[1]]) for \(order[1])")
  }

  /// What the network sees, a character for each pixel.
  static func sketch(_ pixels: [UInt8], _ shape: Shape) -> String {
    (0..<shape.height).map { y in
      String(pixels[y * shape.width..<(y + 1) * shape.width].map { Array(" .:*#")[Int($0) / 52] })
    }.joined(separator: "\n")
  }
}
