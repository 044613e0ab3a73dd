// SPDX-License-Identifier: BSD-3-Clause
import CDriver

/// The `errno` values that the driver's contract names. Linux gives them the same numbers on every
/// architecture that Accel runs on.
enum ErrorNumber {
  static let notPermitted: Int32 = 1
  static let noEntry: Int32 = 2
  static let input: Int32 = 5
  static let notProgrammed: Int32 = 6
  static let noMemory: Int32 = 12
  static let access: Int32 = 13
  static let busy: Int32 = 16
  static let noDevice: Int32 = 19
  static let invalid: Int32 = 22
  static let noSpace: Int32 = 28
  static let range: Int32 = 34
  static let messageSize: Int32 = 90
  static let notSupported: Int32 = 95
  static let addressNotAvailable: Int32 = 99
  static let timedOut: Int32 = 110
}

extension DriverCalls {
  /// Translate the driver's negative status.
  static func failure(_ status: Int32, _ attempt: String) -> AccelError {
    let error = -status
    let (code, problem, remedy): (AccelError.Code, String, String) =
      switch error {
      case ErrorNumber.noMemory:
        (
          .outOfDeviceMemory, "no contiguous memory is left",
          "use a smaller batch or give the kernel more (cma=)"
        )
      case ErrorNumber.busy:
        (.deviceBusy, "it is in use", "wait until the other transfer or program has finished")
      case ErrorNumber.addressNotAvailable:
        (
          .outOfDeviceMemory, "what memory is left lies where the DMA engine cannot reach",
          "use memory below 4 GiB"
        )
      case ErrorNumber.noDevice:
        (
          .fabricNotProgrammed,
          "every register reads 0xFFFFFFFF, or the FPGA manager says that nothing is loaded",
          "load the overlay's bitstream, and check that its clock runs"
        )
      case ErrorNumber.messageSize:
        (
          .valueOutOfRange, "it is longer than the engine's LENGTH register can say",
          "split it into smaller transfers"
        )
      case ErrorNumber.range, ErrorNumber.invalid:
        (
          .valueOutOfRange, "an address, a length or an offset does not fit",
          "keep inside the buffer, at multiples of 4 bytes"
        )
      case ErrorNumber.timedOut:
        (
          .timedOut, "the engine does not react",
          "load the overlay's bitstream again, and check that its clock runs"
        )
      case ErrorNumber.input:
        (
          .deviceFault, "the board can no longer be reached",
          "check its power and its clocks, and load the overlay's bitstream again"
        )
      default:
        (.deviceFault, "the driver reports error \(error)", "load the overlay's bitstream again")
      }
    return AccelError(
      code, attempt: attempt, problem: problem, remedy: remedy, systemError: error)
  }

  static func openFailure(
    _ locator: DeviceLocator, _ status: Int32, _ message: [CChar]
  ) -> AccelError {
    let attempt = "open the device \"\(locator)\""
    let text = String(
      decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    guard !text.isEmpty else {
      return status == -ErrorNumber.noDevice
        ? AccelError(
          .deviceNotFound, attempt: attempt, problem: "there is no such board",
          remedy: "use sim: to simulate one", systemError: -status)
        : failure(status, attempt)
    }
    let code: AccelError.Code =
      switch -status {
      case ErrorNumber.invalid: .invalidLocator
      case ErrorNumber.busy: .deviceBusy
      case ErrorNumber.notProgrammed: .fabricNotProgrammed
      case ErrorNumber.noMemory, ErrorNumber.addressNotAvailable: .outOfDeviceMemory
      default: .deviceNotFound
      }
    return AccelError(
      code, attempt: attempt,
      problem: text, remedy: "see accel-demo --help for the devices there are",
      systemError: -status)
  }

  /// Translate the end of a transfer, with both status registers spelled out.
  static func transferFailure(
    _ status: Int32, _ report: cdrv_dma_report, _ timeout: BoardTime
  ) -> AccelError {
    let attempt = "exchange data with the board"
    let registers =
      "(MM2S_DMASR \(hexadecimal(report.mm2s_sr)), S2MM_DMASR \(hexadecimal(report.s2mm_sr)))"
    let name = unsafe String(cString: cdrv_fault_name(report.fault))
    let (code, problem, remedy): (AccelError.Code, String, String) =
      switch report.fault {
      case CDRV_FAULT_DMA_INTERNAL:
        (
          .transferFailed, "\(name): the reply was longer than its buffer",
          "check that the board holds this network's overlay"
        )
      case CDRV_FAULT_DMA_SLAVE:
        (
          .transferFailed, "\(name): the memory answered an access with an error",
          "check the port that the overlay's DMA sits on"
        )
      case CDRV_FAULT_DMA_DECODE:
        (
          .transferFailed, "\(name): the engine was given an address outside any memory",
          "check that buffers lie where the overlay's DMA can reach them"
        )
      case CDRV_FAULT_HALTED:
        (
          .transferFailed, "the engine was halted by somebody else",
          "let only one program drive it"
        )
      case CDRV_FAULT_INPUT_STALLED:
        (
          .timedOut, "the core stopped taking input for \(timeout.inSeconds) s",
          "check that the board holds this network's overlay, or allow more time"
        )
      case CDRV_FAULT_NO_REPLY:
        (
          .timedOut,
          "the core took all input and sent no complete reply within "
            + "\(timeout.inSeconds) s",
          "check that the board holds this network's overlay, or allow more time"
        )
      case CDRV_FAULT_NOT_PROGRAMMED:
        (
          .fabricNotProgrammed,
          "every register reads 0xFFFFFFFF, or the FPGA manager says that nothing is loaded",
          "load the overlay's bitstream, and check that its clock runs"
        )
      case CDRV_FAULT_ENGINE_STUCK:
        (.deviceFault, "the engine does not come out of reset", "load the bitstream again")
      default:
        (.deviceFault, "the driver reports error \(-status)", "load the bitstream again")
      }
    return AccelError(
      code, attempt: attempt, problem: "\(problem) \(registers)", remedy: remedy,
      systemError: -status)
  }

  private static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.utf8.count) + digits
  }
}
