// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport

/// A picture, and the ways to make an image of it that a network takes.
struct Picture {
  var shape: Shape
  /// In order (y, x, channel).
  var pixels: [UInt8]

  init(_ file: PNGFile) {
    shape = file.shape
    pixels = file.pixels
  }

  /// Bytes of another shape. Colours become grey by the weights of ITU-R BT.601; ink on paper becomes
  /// light on dark, as digits of MNIST are; each pixel of the result is the mean of those it covers.
  /// From bytes to the network's numbers leads the scale in its own file.
  ///
  /// - Throws: ``AccelError`` `shapeMismatch` where the network takes colours and there are none.
  func fitted(to wanted: Shape) throws(AccelError) -> (pixels: [UInt8], steps: [String]) {
    var picture = self
    var steps: [String] = []
    if wanted.channels == 1 && shape.channels == 3 {
      picture = picture.grey()
      steps.append("made grey")
    }
    guard picture.shape.channels == wanted.channels else {
      throw AccelError(
        .shapeMismatch, attempt: "fit the picture to the network",
        problem: "it is \(shape) where the network takes \(wanted)",
        remedy: "use a picture with as many colours")
    }
    if wanted.channels == 1 && picture.hasBrightEdge {
      picture.pixels = picture.pixels.map { 255 - $0 }
      steps.append("inverted")
    }
    if picture.shape != wanted {
      picture = picture.scaled(to: wanted)
      steps.append("scaled to \(wanted)")
    }
    return (picture.pixels, steps.isEmpty ? ["as it is"] : steps)
  }

  private func grey() -> Picture {
    var result = self
    result.shape.channels = 1
    result.pixels = stride(from: 0, to: pixels.count, by: 3).map { start in
      let (red, green, blue) = (Int(pixels[start]), Int(pixels[start + 1]), Int(pixels[start + 2]))
      return UInt8((299 * red + 587 * green + 114 * blue + 500) / 1000)
    }
    return result
  }

  /// Whether the mean of the first and the last row is in the brighter half.
  private var hasBrightEdge: Bool {
    let edge = pixels.prefix(shape.width) + pixels.suffix(shape.width)
    return edge.reduce(0) { $0 + Int($1) } > 127 * edge.count
  }

  /// Each pixel is the mean of the rectangle that it covers, of one pixel at least.
  private func scaled(to wanted: Shape) -> Picture {
    var result = self
    result.shape = wanted
    result.pixels = []
    func part(_ index: Int, _ from: Int, _ to: Int) -> Range<Int> {
      let start = index * from / to
      return start..<max(start + 1, (index + 1) * from / to)
    }
    for y in 0..<wanted.height {
      for x in 0..<wanted.width {
        let rows = part(y, shape.height, wanted.height)
        let columns = part(x, shape.width, wanted.width)
        for channel in 0..<wanted.channels {
          var sum = 0
          for row in rows {
            for column in columns {
              sum += Int(pixels[(row * shape.width + column) * shape.channels + channel])
            }
          }
          result.pixels.append(UInt8(sum / (rows.count * columns.count)))
        }
      }
    }
    return result
  }
}
