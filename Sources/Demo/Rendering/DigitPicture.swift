// SPDX-License-Identifier: BSD-3-Clause

/// Grey images as Unicode half blocks, two pixels to a character.
enum DigitPicture {
  static let ink: UInt8 = 96

  /// - Parameters:
  ///   - pixels: in order (y, x).
  ///   - width: pixels in a row; each line has as many characters.
  static func lines(_ pixels: ArraySlice<UInt8>, width: Int) -> [String] {
    let height = pixels.count / width
    func isDark(_ y: Int, _ x: Int) -> Bool {
      y < height && pixels[pixels.startIndex + y * width + x] >= ink
    }
    return stride(from: 0, to: height, by: 2).map { y in
      String(
        (0..<width).map { x -> Character in
          switch (isDark(y, x), isDark(y + 1, x)) {
          case (true, true): "█"
          case (true, false): "▀"
          case (false, true): "▄"
          case (false, false): " "
          }
        })
    }
  }

  /// Pictures side by side, each with a caption below it.
  static func row(_ pictures: [(lines: [String], caption: String)], gap: Int = 2) -> [String] {
    guard let height = pictures.map(\.lines.count).max() else { return [] }
    let space = String(repeating: " ", count: gap)
    var rows = (0..<height).map { line in
      pictures.map { picture in
        let width = picture.lines.first?.count ?? 0
        return line < picture.lines.count
          ? picture.lines[line] : String(repeating: " ", count: width)
      }.joined(separator: space)
    }
    rows.append(
      pictures.map { picture in
        let width = picture.lines.first?.count ?? 0
        return picture.caption
          + String(repeating: " ", count: max(0, width - picture.caption.count))
      }.joined(separator: space))
    return rows
  }
}
