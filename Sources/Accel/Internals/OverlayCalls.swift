// SPDX-License-Identifier: BSD-3-Clause
import CDriver

/// The calls of `cdriver_fpga.h` about device-tree overlays.
extension DriverCalls {
  static func supportsOverlays(_ root: String) -> Bool {
    unsafe cdrv_overlay_supported(root)
  }

  static func applyOverlay(
    _ bytes: [UInt8], _ name: String, _ file: String, _ root: String
  ) throws(AccelError) {
    var message = [CChar](repeating: 0, count: 256)
    // SAFETY: the bytes live as long as the call.
    let status = unsafe bytes.withUnsafeBufferPointer { bytes -> Int32 in
      guard let start = bytes.baseAddress else { return -ErrorNumber.invalid }
      return unsafe cdrv_overlay_apply(root, name, start, bytes.count, &message, message.count)
    }
    guard status != 0 else { return }
    let isMine = status == -ErrorNumber.access || status == -ErrorNumber.notPermitted
    throw AccelError(
      isMine ? .unavailable : .loadFailed, attempt: "apply \(file)",
      problem: String(
        decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self),
      remedy: isMine ? "run this as root" : "look at the kernel's log (dmesg)",
      systemError: -status)
  }

  static func removeOverlay(_ name: String, _ root: String) throws(AccelError) -> Bool {
    let status = unsafe cdrv_overlay_remove(root, name)
    if status == 0 { return true }
    if status == -ErrorNumber.noEntry { return false }
    throw AccelError(
      .unavailable, attempt: "remove the device-tree overlay \(name)",
      problem: "the kernel refuses with error \(-status)",
      remedy: "run this as root, and look at the kernel's log (dmesg)", systemError: -status)
  }
}
