// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// Rows of a PNG file: each byte less what its filter foretells from the bytes before it.
struct PNGRows {
  private let header: PNGChunks.Header
  private let file: String

  init(_ header: PNGChunks.Header, named file: String) {
    self.header = header
    self.file = file
  }

  /// - Parameter rows: each behind the number of its filter.
  func unfiltered(_ rows: [UInt8]) throws(AccelError) -> [UInt8] {
    let count = header.rowBytes
    let pixel = header.colour.channels
    var bytes: [UInt8] = []
    bytes.reserveCapacity(header.height * count)
    for row in 0..<header.height {
      let start = row * (1 + count)
      guard rows[start] <= 4 else {
        throw PNGFile.malformed(file, "row \(row) has the unknown filter \(rows[start])")
      }
      for column in 0..<count {
        let left = column < pixel ? 0 : bytes[bytes.count - pixel]
        let above = row == 0 ? 0 : bytes[bytes.count - count]
        let corner = row == 0 || column < pixel ? 0 : bytes[bytes.count - count - pixel]
        let guess: UInt8 =
          switch rows[start] {
          case 0: 0
          case 1: left
          case 2: above
          case 3: UInt8((Int(left) + Int(above)) / 2)
          default: PNGRows.nearest(left, above, corner)
          }
        bytes.append(rows[start + 1 + column] &+ guess)
      }
    }
    return bytes
  }

  /// Paeth's: whichever of the three is nearest to `left + above - corner`, the first where two are.
  private static func nearest(_ left: UInt8, _ above: UInt8, _ corner: UInt8) -> UInt8 {
    let sum = Int(left) + Int(above) - Int(corner)
    let distances = (abs(sum - Int(left)), abs(sum - Int(above)), abs(sum - Int(corner)))
    if distances.0 <= distances.1 && distances.0 <= distances.2 { return left }
    return distances.1 <= distances.2 ? above : corner
  }
}
