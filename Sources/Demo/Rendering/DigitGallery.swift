// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ModelImport

/// A few digits with the labels that they got.
struct DigitGallery {
  let images: LabelledImages
  let predictions: [Int]
  let console: Console
  private static let shown = 6
  private static let perRow = 3
  private static let border = 4

  /// Up to two wrong ones, then the first right ones.
  static func choice(_ predictions: [Int], _ labels: [UInt8]) -> [Int] {
    func isRight(_ index: Int) -> Bool { predictions[index] == Int(labels[index]) }
    let wrong = labels.indices.filter { !isRight($0) }.prefix(2)
    let right = labels.indices.filter(isRight).prefix(shown - wrong.count)
    return Array(wrong) + Array(right)
  }

  func show() {
    let chosen = DigitGallery.choice(predictions, images.labels)
    for start in stride(from: 0, to: chosen.count, by: DigitGallery.perRow) {
      let row = chosen[start..<min(chosen.count, start + DigitGallery.perRow)]
      console.print()
      DigitPicture.row(row.map { (picture($0), caption($0)) }).forEach(console.print)
    }
  }

  /// Without most of the empty border.
  private func picture(_ index: Int) -> [String] {
    let width = images.shape.width
    let border = min(DigitGallery.border, (min(width, images.shape.height) - 1) / 2)
    let pixels = Array(images.image(index))
    let cropped = (border..<images.shape.height - border).flatMap { y in
      pixels[y * width + border..<(y + 1) * width - border]
    }
    return DigitPicture.lines(cropped[...], width: width - 2 * border)
  }

  private func caption(_ index: Int) -> String {
    let (seen, label) = (predictions[index], Int(images.labels[index]))
    return seen == label ? "\(seen)" : "\(seen) WRONG, is \(label)"
  }
}
