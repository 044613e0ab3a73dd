// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// The frame addresses of a part as its configuration logic counts them (UG470, "Frame Address
/// Register"): block type in bits 25 to 23, bottom half in bit 22, row in 21 to 17, column in 16 to
/// 7, frame of the column in 6 to 0.
struct FrameOrder: Sendable {
  let idcode: UInt32
  /// `nil` for the two frames of padding behind each row.
  let addresses: [UInt32?]

  /// - Parameter bytes: prjxray's part.json.
  /// - Throws: ``AccelError`` `malformedFile`.
  init(_ bytes: [UInt8], named file: String) throws(AccelError) {
    let part = try JSONReader.read(bytes, named: file)
    guard let idcode = part["idcode"]?.integer.flatMap({ UInt32(exactly: $0) }) else {
      throw malformed(file, "it names no device")
    }
    self.idcode = idcode
    var addresses: [UInt32?] = []
    for (block, bus) in [(UInt32(0), Tile.Block.logic), (1, .contents)] {
      for (half, name) in [(UInt32(0), "top"), (1, "bottom")] {
        let rows = part["global_clock_regions"]?[name]?["rows"]?.members ?? []
        for row in rows.sorted(by: { Int($0.name) ?? 0 < Int($1.name) ?? 0 }) {
          guard let number = UInt32(row.name), number < 32,
            let columns = row.value["configuration_buses"]?[bus.rawValue]?["configuration_columns"]
          else { throw malformed(file, "a row has no columns") }
          let base = block << 23 | half << 22 | number << 17
          try FrameOrder.append(columns.members, base, file, to: &addresses)
          addresses.append(contentsOf: [nil, nil])
        }
      }
    }
    guard addresses.contains(where: { $0 != nil }) else { throw malformed(file, "it has no rows") }
    self.addresses = addresses
  }

  private static func append(
    _ columns: [JSONValue.Member], _ base: UInt32, _ file: String, to addresses: inout [UInt32?]
  ) throws(AccelError) {
    for column in columns.sorted(by: { Int($0.name) ?? 0 < Int($1.name) ?? 0 }) {
      guard let number = UInt32(column.name), number < 1024,
        let count = column.value["frame_count"]?.integer, (0...128).contains(count)
      else { throw malformed(file, "a column has no frames") }
      for minor in 0..<UInt32(count) { addresses.append(base | number << 7 | minor) }
    }
  }
}
