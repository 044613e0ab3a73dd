// SPDX-License-Identifier: BSD-3-Clause
import CBoardSim
import CDriver
import TestSupport
import Testing

/// The board that TestDevice names, by the driver's C.
final class TestedBoard: DrivenBoard {
  let device: OpaquePointer

  init() throws {
    let locator = TestDevice.locator
    let isSimulated = TestDevice.isSimulated
    let options = String(locator.dropFirst(isSimulated ? 4 : 6))
    let backend =
      isSimulated
      ? cboardsim_backend()
      : options.hasPrefix("uio") ? cdrv_uio_backend() : cdrv_board_backend()
    var message = [CChar](repeating: 0, count: 256)
    var opened: OpaquePointer?
    #expect(cdrv_device_open(backend, options, &message, message.count, &opened) == 0)
    device = try #require(opened)
    // The core may hold half of somebody's message.
    reset()
  }

  deinit {
    cdrv_device_unref(device)
  }

  func reset() {
    #expect(cdrv_fabric_reset(device) == 0)
    #expect(cdrv_dma_reset(device, Self.dma) == 0)
  }

  /// No stream goes anywhere.
  func disconnect() {
    for output in 0..<UInt32(7) {
      #expect(cdrv_switch_off(device, Self.streamSwitch, output) == 0)
    }
    #expect(cdrv_switch_commit(device, Self.streamSwitch) == 0)
  }
}
