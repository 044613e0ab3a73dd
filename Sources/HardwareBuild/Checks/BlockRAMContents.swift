// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// What half a block RAM begins with: 16,384 bits of data and 2,048 of parity, as INIT_00... and
/// INITP_00... of RAMB18E1 number them. A whole block keeps the even bits of its parameters in the
/// lower half and the odd ones in the upper.
struct BlockRAMContents: Equatable {
  static let dataCount = 16_384
  static let parityCount = 2_048

  var data = [Bool](repeating: false, count: dataCount)
  var parity = [Bool](repeating: false, count: parityCount)

  init() {}

  /// - Parameter half: of a RAMB36E1; `nil` for a RAMB18E1.
  init(_ cell: Netlist.Cell, half: Int?) {
    let rows = half == nil ? 64 : 128
    for row in 0..<rows {
      BlockRAMContents.read(cell.bits("INIT_" + BlockRAMContents.label(row)), row, half, &data)
    }
    for row in 0..<rows / 8 {
      BlockRAMContents.read(cell.bits("INITP_" + BlockRAMContents.label(row)), row, half, &parity)
    }
  }

  /// The first bit that is otherwise, for example `INIT_03[7]`.
  func difference(from other: BlockRAMContents) -> String? {
    if let bit = data.indices.first(where: { data[$0] != other.data[$0] }) {
      return "INIT_\(BlockRAMContents.label(bit / 256))[\(bit % 256)]"
    }
    if let bit = parity.indices.first(where: { parity[$0] != other.parity[$0] }) {
      return "INITP_\(BlockRAMContents.label(bit / 256))[\(bit % 256)]"
    }
    return nil
  }

  private static func read(_ bits: [Bool?]?, _ row: Int, _ half: Int?, _ target: inout [Bool]) {
    guard let bits else { return }
    for index in 0..<min(256, bits.count) where bits[index] == true {
      let position = 256 * row + index
      guard let half else {
        target[position] = true
        continue
      }
      if position % 2 == half { target[position / 2] = true }
    }
  }

  /// Two hexadecimal digits.
  static func label(_ row: Int) -> String {
    let digits = String(row, radix: 16, uppercase: true)
    return digits.utf8.count < 2 ? "0" + digits : digits
  }
}

/// Where the contents of half a block RAM are in the frames of its tile.
struct BlockRAMLayout {
  private let data: [SegmentBits.Bit]
  private let parity: [SegmentBits.Bit]

  /// - Throws: ``AccelError`` `malformedFile` if the database does not know each bit.
  static func of(
    _ tile: Tile, _ half: Int, _ database: PartDatabase
  ) throws(AccelError) -> BlockRAMLayout {
    if let known = database.layouts["\(tile.type)/\(half)"] { return known }
    let features = try database.features(of: tile.type)
    let layout = BlockRAMLayout(
      data: try bits("RAMB18_Y\(half).INIT_", BlockRAMContents.dataCount, features),
      parity: try bits("RAMB18_Y\(half).INITP_", BlockRAMContents.parityCount, features))
    database.layouts["\(tile.type)/\(half)"] = layout
    return layout
  }

  private static func bits(
    _ prefix: String, _ count: Int, _ features: SegmentBits
  ) throws(AccelError) -> [SegmentBits.Bit] {
    var bits: [SegmentBits.Bit] = []
    bits.reserveCapacity(count)
    for row in 0..<count / 256 {
      let name = prefix + BlockRAMContents.label(row)
      for index in 0..<256 {
        guard let feature = features[name, index], feature.block == .contents,
          let bit = feature.bits.first, feature.bits.count == 1
        else { throw malformed("the database", "it does not know \(name)[\(index)]") }
        bits.append(bit)
      }
    }
    return bits
  }

  func contents(of tile: Tile, in frames: Frames) -> BlockRAMContents {
    var contents = BlockRAMContents()
    guard let segment = tile.segments[.contents] else { return contents }
    func isSet(_ bit: SegmentBits.Bit) -> Bool {
      frames.isSet(segment.base + UInt32(bit.frame), 32 * segment.offset + bit.position)
    }
    for index in data.indices { contents.data[index] = isSet(data[index]) }
    for index in parity.indices { contents.parity[index] = isSet(parity[index]) }
    return contents
  }
}
