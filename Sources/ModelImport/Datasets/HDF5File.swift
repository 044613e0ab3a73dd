// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import CHDF5
internal import Foundation

/// Datasets of numbers in an HDF5 file, through the system's libhdf5; see
/// Docs/Decisions/0011-hdf5-at-run-time.md.
///
/// Memory: the values that are taken. A process of its own takes four times the file, 32 bytes for
/// each value and 256 MiB beside what Accel takes, at most.
@safe final class HDF5File {
  static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]

  /// Deflate packs a byte into at least 1/1032 of one.
  private static let largestPacking: UInt64 = 1032

  private let handle: OpaquePointer
  private let file: String
  private let size: UInt64

  /// - Parameter file: what messages call it.
  /// - Throws: `AccelError`: `malformedFile`, `unavailable` where the system has no libhdf5.
  init(_ bytes: [UInt8], named file: String) throws(AccelError) {
    guard bytes.starts(with: HDF5File.signature) else {
      throw AccelError(
        .malformedFile, attempt: "read \(file)", problem: "it is no HDF5 file",
        remedy: "get the file again, whole")
    }
    var opened: OpaquePointer?
    // SAFETY: the bytes are read during the call only.
    let status = unsafe bytes.withUnsafeBytes { image -> Int32 in
      guard let start = image.baseAddress else { return -EBADMSG }
      return unsafe chdf5_open(start, image.count, &opened)
    }
    guard status == 0, let opened = unsafe opened else {
      throw HDF5File.error(status, file, "it is damaged")
    }
    unsafe handle = opened
    self.file = file
    size = UInt64(bytes.count)
  }

  deinit { unsafe chdf5_close(handle) }

  /// What the file says of a dataset.
  struct Dataset {
    let shape: [UInt64]
    let isFloatingPoint: Bool
    /// Whether the file is large enough for its values, however they are packed.
    let isPlausible: Bool
  }

  /// - Parameter path: for example `data/conv1/0`.
  /// - Returns: `nil` if the file has none of that path.
  /// - Throws: `AccelError` `malformedFile`.
  func dataset(_ path: String) throws(AccelError) -> Dataset? {
    var found = chdf5_dataset()
    let status = unsafe chdf5_find(handle, path, &found)
    if status == -ENOENT || status == -ENAMETOOLONG { return nil }
    guard status == 0 else { throw HDF5File.error(status, file, "\(path) in it is damaged") }
    let (unpacked, overflow) = found.elements.multipliedReportingOverflow(
      by: UInt64(found.element_size))
    return Dataset(
      shape: unsafe withUnsafeBytes(of: found.sides) { sides in
        unsafe Array(sides.bindMemory(to: UInt64.self).prefix(Int(found.rank)))
      },
      isFloatingPoint: found.is_float == 1,
      isPlausible: !overflow && found.stored > 0 && found.stored <= size
        && unpacked / HDF5File.largestPacking <= found.stored)
  }

  /// The values of a dataset in the order of its indices, the last one fastest.
  ///
  /// - Parameter count: the number of its elements.
  /// - Throws: `AccelError` `malformedFile`.
  func values(_ path: String, count: Int) throws(AccelError) -> [Float] {
    var values = [Float](repeating: 0, count: count)
    // SAFETY: as many values are written as there is room for.
    let status = unsafe values.withUnsafeMutableBufferPointer { target -> Int32 in
      guard let start = target.baseAddress else { return -EBADMSG }
      return unsafe chdf5_read(handle, path, target.count, start)
    }
    guard status == 0 else { throw HDF5File.error(status, file, "\(path) in it is damaged") }
    return values
  }

  private static func error(_ status: Int32, _ file: String, _ damage: String) -> AccelError {
    switch -status {
    case ENOENT, ENOSYS:
      AccelError(
        .unavailable, attempt: "read \(file)",
        problem: status == -ENOENT
          ? "this system has no libhdf5" : "this system's libhdf5 is older than 1.10",
        remedy: "install it (Debian: libhdf5-103-1), name it in ACCEL_HDF5, or save the model "
          + "without HDF5")
    case EBADMSG, EIO:
      AccelError(
        .malformedFile, attempt: "read \(file)", problem: damage,
        remedy: "get the file again, whole")
    default:
      AccelError(
        .unavailable, attempt: "read \(file)",
        problem: "the system has no process or no memory left for libhdf5",
        remedy: "end other programs and try again", systemError: -status)
    }
  }
}
