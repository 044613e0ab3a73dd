// SPDX-License-Identifier: BSD-3-Clause

/// ZIP archives, byte by byte.
struct ZipFiles {
  struct Entry {
    var name: String
    /// Packed by deflate, in one block that holds them as they are.
    var isDeflated = false
    var contents: [UInt8]
    var method: UInt16?
    var flags: UInt16 = 0
    var checksum: UInt32?
    var size: UInt32?

    var packed: [UInt8] {
      guard isDeflated else { return contents }
      let size = UInt32(contents.count)
      return [1] + ByteFiles.littleEndian(size | ~size << 16) + contents
    }
  }

  /// What NumPy writes: `force_zip64` makes a long field in each local header.
  enum Form: CaseIterable {
    case plain, longLocalHeaders, dataDescriptors, longDirectory
  }

  var entries: [Entry]
  var form = Form.longLocalHeaders

  /// Arrays as `numpy.savez` names them.
  static func npz(
    _ arrays: [[UInt8]], isDeflated: Bool = false, form: Form = .longLocalHeaders
  ) -> [UInt8] {
    ZipFiles(
      entries: arrays.enumerated().map {
        Entry(name: "arr_\($0.offset).npy", isDeflated: isDeflated, contents: $0.element)
      }, form: form
    ).bytes
  }

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      directory += header(entry, offset: bytes.count)
      bytes += local(entry)
    }
    let start = bytes.count
    bytes += directory
    let (count, size) = (UInt64(entries.count), UInt64(directory.count))
    if form == .longDirectory {
      let place = UInt64(bytes.count)
      bytes += word(0x0606_4b50) + long(44) + half(45) + half(45) + word(0) + word(0)
      bytes += long(count) + long(count) + long(size) + long(UInt64(start))
      bytes += word(0x0706_4b50) + word(0) + long(place) + word(1)
    }
    bytes += word(0x0605_4b50) + half(0) + half(0)
    bytes += half(UInt16(count)) + half(UInt16(count)) + word(UInt32(size)) + word(UInt32(start))
    return bytes + half(0)
  }

  private func common(_ entry: Entry) -> [UInt8] {
    let hasDescriptor: UInt16 = form == .dataDescriptors ? 8 : 0
    return half(45) + half(entry.flags | hasDescriptor)
      + half(entry.method ?? (entry.isDeflated ? 8 : 0)) + word(0)
  }

  private func checksum(_ entry: Entry) -> UInt32 {
    entry.checksum ?? ByteFiles.checksum(entry.contents)
  }

  private func local(_ entry: Entry) -> [UInt8] {
    let (packed, size) = (UInt64(entry.packed.count), UInt64(entry.contents.count))
    let sizes = [UInt32(packed), UInt32(size)]
    var bytes = word(0x0403_4b50) + common(entry)
    var extra: [UInt8] = []
    switch form {
    case .plain: bytes += word(checksum(entry)) + sizes.flatMap { word($0) }
    case .longLocalHeaders, .longDirectory:
      bytes += word(checksum(entry)) + word(.max) + word(.max)
      extra = half(1) + half(16) + long(size) + long(packed)
    case .dataDescriptors: bytes += word(0) + word(0) + word(0)
    }
    bytes += half(UInt16(entry.name.utf8.count)) + half(UInt16(extra.count))
    bytes += Array(entry.name.utf8) + extra + entry.packed
    if form == .dataDescriptors {
      bytes += word(0x0807_4b50) + word(checksum(entry)) + sizes.flatMap { word($0) }
    }
    return bytes
  }

  private func header(_ entry: Entry, offset: Int) -> [UInt8] {
    let isLong = form == .longDirectory
    let size = entry.size ?? UInt32(entry.contents.count)
    let packed = UInt32(entry.packed.count)
    var bytes = word(0x0201_4b50) + half(45) + common(entry) + word(checksum(entry))
    bytes += isLong ? word(.max) + word(.max) : word(packed) + word(size)
    let extra =
      isLong
      ? half(1) + half(24) + long(UInt64(size)) + long(UInt64(packed)) + long(UInt64(offset)) : []
    bytes += half(UInt16(entry.name.utf8.count)) + half(UInt16(extra.count)) + half(0)
    bytes += half(0) + half(0) + word(0) + word(isLong ? .max : UInt32(offset))
    return bytes + Array(entry.name.utf8) + extra
  }

  private func half(_ value: UInt16) -> [UInt8] { Array(word(UInt32(value)).prefix(2)) }
  private func word(_ value: UInt32) -> [UInt8] { ByteFiles.littleEndian(value) }
  private func long(_ value: UInt64) -> [UInt8] {
    word(UInt32(truncatingIfNeeded: value)) + word(UInt32(value >> 32))
  }
}
