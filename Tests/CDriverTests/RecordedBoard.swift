// SPDX-License-Identifier: BSD-3-Clause
import CBoardSim
import CDriver
import CTestBackend
import Testing

/// A simulated board behind a recorder that writes down every operation.
final class RecordedBoard: DrivenBoard {
  let recorder: OpaquePointer
  let device: OpaquePointer

  init(_ options: String = "") throws {
    recorder = try #require(ctest_recorder_create(cboardsim_backend()))
    var opened: OpaquePointer?
    #expect(ctest_recorder_open(recorder, options, &opened) == 0)
    device = try #require(opened)
  }

  /// Likewise, with a trace in front of the recorder.
  ///
  /// - Parameter ownDMA: whether the back end owns the DMA registers; its transfers succeed.
  init(tracing trace: OpaquePointer, ownDMA: Bool = false) throws {
    recorder = try #require(ctest_recorder_create(cboardsim_backend()))
    if ownDMA {
      ctest_recorder_own_dma(recorder, 0x1002, 0x1002, UInt32(Self.message.count * 4))
    }
    var opened: OpaquePointer?
    #expect(ctest_recorder_open_traced(recorder, "", trace, &opened) == 0)
    device = try #require(opened)
  }

  deinit {
    cdrv_device_unref(device)
    ctest_recorder_free(recorder)
  }

  /// The operations since the last call.
  func operations() -> [String] {
    defer { ctest_recorder_clear(recorder) }
    return String(cString: ctest_recorder_text(recorder)).split(separator: "\n").map(String.init)
  }
}
