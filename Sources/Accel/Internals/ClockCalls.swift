// SPDX-License-Identifier: BSD-3-Clause
import CDriver

/// Mapped registers in C; whoever owns it closes it.
@safe struct SystemControlHandle: @unchecked Sendable {
  let pointer: OpaquePointer
}

/// The calls of `cdriver_fpga.h` about clocks and the SLCR.
extension DriverCalls {
  static func clockRate(_ index: Int, _ root: String) throws(AccelError) -> UInt64? {
    var rate: UInt64 = 0
    let status = unsafe cdrv_fclk_rate(root, UInt32(index), &rate)
    if status == -ErrorNumber.noEntry { return nil }
    guard status == 0 else {
      throw AccelError(
        .unreadableFile, attempt: "read the clock FCLK\(index)",
        problem: "the system refuses to read it", remedy: "run this as root", systemError: -status)
    }
    return rate
  }

  static func setClockRate(_ index: Int, _ rate: UInt64, _ root: String) throws(AccelError) {
    let status = unsafe cdrv_fclk_set_rate(root, UInt32(index), rate)
    guard status != 0 else { return }
    let (problem, remedy) =
      switch -status {
      case ErrorNumber.noEntry:
        ("the kernel offers no way", "use a kernel with the driver xlnx,fclk, or /dev/mem")
      case ErrorNumber.access, ErrorNumber.notPermitted:
        ("you are not allowed to", "run this as root")
      default: ("the kernel reports error \(-status)", "ask for another frequency")
      }
    throw AccelError(
      .unavailable, attempt: "set the clock FCLK\(index) to \(rate) Hz", problem: problem,
      remedy: remedy, systemError: -status)
  }

  static func referenceClock(_ root: String) -> UInt64? {
    var clock: UInt64 = 0
    return unsafe cdrv_ps_clock(root, &clock) == 0 && clock > 0 ? clock : nil
  }

  static func openSystemControl(_ root: String) throws(AccelError) -> SystemControlHandle {
    var slcr: OpaquePointer?
    let status = unsafe cdrv_slcr_open(root, &slcr)
    guard status == 0, let slcr = unsafe slcr else {
      let (problem, remedy) =
        switch -status {
        case ErrorNumber.noDevice:
          ("this is no Zynq-7000, by its device tree", "run this on a board")
        case ErrorNumber.access, ErrorNumber.notPermitted:
          ("you may not open /dev/mem", "run this as root")
        default: ("/dev/mem cannot be used", "use a kernel that has it (CONFIG_DEVMEM)")
        }
      throw AccelError(
        .unavailable, attempt: "map the system control registers", problem: problem,
        remedy: remedy, systemError: -status)
    }
    return unsafe SystemControlHandle(pointer: slcr)
  }

  static func closeSystemControl(_ handle: SystemControlHandle) {
    unsafe cdrv_slcr_close(handle.pointer)
  }

  /// - Precondition: a register of the SLCR.
  static func read(_ handle: SystemControlHandle, _ register: UInt32) -> UInt32 {
    var value: UInt32 = 0
    let status = unsafe cdrv_slcr_read(handle.pointer, register, &value)
    precondition(status == 0, "the register is one of the SLCR's")
    return value
  }

  /// - Precondition: a register of the SLCR.
  static func write(_ handle: SystemControlHandle, _ register: UInt32, _ value: UInt32) {
    let status = unsafe cdrv_slcr_write(handle.pointer, register, value)
    precondition(status == 0, "the register is one of the SLCR's")
  }
}
