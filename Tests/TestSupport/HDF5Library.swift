// SPDX-License-Identifier: BSD-3-Clause
internal import CHDF5
internal import Foundation

/// The system's libhdf5.
public enum HDF5Library {
  /// Whether it is there; says so where it is not.
  public static func isPresent() -> Bool {
    var file: OpaquePointer?
    // No bytes are no HDF5 file, as the library must find.
    if chdf5_open([UInt8](), 0, &file) == -EBADMSG { return true }
    print("SKIPPED for want of libhdf5 (Debian: libhdf5-103-1)")
    return false
  }
}
