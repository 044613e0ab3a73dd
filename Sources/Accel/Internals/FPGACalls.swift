// SPDX-License-Identifier: BSD-3-Clause
import CDriver

extension FPGALoader.Kind {
  fileprivate var driverValue: cdrv_fpga_loader {
    switch self {
    case .manager: CDRV_FPGA_MANAGER
    case .module: CDRV_FPGA_MODULE
    case .devcfg: CDRV_FPGA_DEVCFG
    }
  }
}

/// The calls of `cdriver_fpga.h` that program.
extension DriverCalls {
  static func findLoader(_ kind: FPGALoader.Kind, _ root: String) -> FPGALoader? {
    var info = cdrv_fpga_info()
    guard unsafe cdrv_fpga_find(root, kind.driverValue, &info) == 0 else { return nil }
    return FPGALoader(
      kind: kind, path: text(info.path), name: text(info.name), state: text(info.state),
      isAllowed: info.allowed, root: root)
  }

  static func deviceCode(_ root: String) -> UInt32? {
    var code: UInt32 = 0
    return unsafe cdrv_fpga_device_code(root, &code) == 0 ? code : nil
  }

  static func load(
    _ loader: FPGALoader, _ image: [UInt8], _ name: String, _ extent: Bitstream.Extent,
    _ timeout: BoardTime
  ) throws(AccelError) {
    var message = [CChar](repeating: 0, count: 256)
    // SAFETY: the image lives as long as the call.
    let status = unsafe image.withUnsafeBufferPointer { bytes -> Int32 in
      guard let start = bytes.baseAddress else { return -ErrorNumber.invalid }
      var job = unsafe cdrv_fpga_image(
        bytes: start, size: bytes.count, partial: extent == .partial)
      return unsafe cdrv_fpga_load(
        loader.root, loader.kind.driverValue, &job, timeout.nanoseconds, &message, message.count)
    }
    guard status != 0 else { return }
    let problem = String(
      decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    throw loadFailure(status, name, problem)
  }

  private static func loadFailure(_ status: Int32, _ name: String, _ text: String) -> AccelError {
    let (code, problem, remedy): (AccelError.Code, String, String) =
      switch -status {
      case ErrorNumber.busy:
        (.deviceBusy, "somebody else programs it or uses it", "end other programs that use it")
      case ErrorNumber.access, ErrorNumber.notPermitted:
        (.loadFailed, "you are not allowed to", "run this as root")
      case ErrorNumber.notSupported:
        (.loadFailed, "partial bitstreams are not supported", "load a full one")
      case ErrorNumber.noSpace:
        (.loadFailed, "no space is left", "free some space in the file system")
      case ErrorNumber.timedOut:
        (.timedOut, "nothing happens", "load it again, and look at the kernel's log (dmesg)")
      case ErrorNumber.noEntry:
        (.unavailable, "this way of loading has gone", "look what there is (accel probe)")
      default:
        (
          .loadFailed, "the driver reports error \(-status)",
          "check the file, and look at the kernel's log (dmesg)"
        )
      }
    return AccelError(
      code, attempt: "load \(name)", problem: text.isEmpty ? problem : text, remedy: remedy,
      systemError: -status)
  }

  /// A text in a fixed array of C, up to its first zero.
  private static func text<Characters>(_ characters: Characters) -> String {
    // SAFETY: the arrays hold characters alone.
    unsafe withUnsafeBytes(of: characters) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
