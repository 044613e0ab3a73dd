// SPDX-License-Identifier: BSD-3-Clause

/// A device-tree overlay (`.dtbo`): the devices of a design, for the kernel's drivers.
///
/// It is applied through configfs (`/sys/kernel/config/device-tree/overlays`), which the kernels of
/// linux-xlnx have and mainline does not. There is one of ours at a time, called `accel`. Functions
/// take a `root`, a folder that is put in front of every path: `""` on a board.
public struct DeviceTreeOverlay: Sendable, Hashable {
  static let name = "accel"
  /// The file.
  public let bytes: [UInt8]
  let file: String

  /// Look at a file.
  ///
  /// - Parameters:
  ///   - bytes: the contents of the file.
  ///   - name: what messages call it.
  /// - Throws: ``AccelError`` `malformedFile` if it is no flattened device tree (Devicetree
  ///   Specification 0.4, chapter 5), or was cut short.
  public init(_ bytes: [UInt8], named name: String) throws(AccelError) {
    func number(_ offset: Int) -> UInt32 {
      bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
    let problem: String? =
      if bytes.count < 40 || number(0) != 0xd00d_feed {
        "it is no compiled device tree"
      } else if number(4) > bytes.count {
        "it ends after \(bytes.count) of \(number(4)) bytes"
      } else {
        nil
      }
    if let problem {
      throw AccelError(
        .malformedFile, attempt: "read \(name)", problem: problem,
        remedy: "compile it with dtc -@ -O dtb")
    }
    self.bytes = bytes
    file = name
  }

  /// Whether this kernel takes any.
  public static func isSupported(root: String = "") -> Bool { DriverCalls.supportsOverlays(root) }

  /// Apply it and check that the kernel took it. Program the fabric first: drivers touch the devices
  /// at once.
  ///
  /// - Throws: ``AccelError``: `unavailable` where the kernel takes none, or not from you,
  ///   `loadFailed`.
  public func apply(root: String = "") throws(AccelError) {
    guard DeviceTreeOverlay.isSupported(root: root) else { throw unsupported }
    try DriverCalls.applyOverlay(bytes, DeviceTreeOverlay.name, file, root)
  }

  /// Remove ours; the kernel unbinds the drivers of its devices first.
  ///
  /// - Returns: whether there was one.
  /// - Throws: ``AccelError`` `unavailable`.
  public static func remove(root: String = "") throws(AccelError) -> Bool {
    try DriverCalls.removeOverlay(name, root)
  }

  /// - Throws: ``AccelError`` `unavailable` where the kernel takes none.
  public func check(root: String = "") throws(AccelError) {
    guard DeviceTreeOverlay.isSupported(root: root) else { throw unsupported }
  }

  private var unsupported: AccelError {
    AccelError(
      .unavailable, attempt: "apply \(file)",
      problem: "this kernel has no /sys/kernel/config/device-tree/overlays",
      remedy: "mount configfs there, use a kernel of linux-xlnx, or put the nodes into the board's "
        + "device tree")
  }
}
