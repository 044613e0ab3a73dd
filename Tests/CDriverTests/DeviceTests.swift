// SPDX-License-Identifier: BSD-3-Clause
import CBoardSim
import CDriver
import CTestBackend
import Testing

struct DeviceTests {
  @Test("Options that are not understood are refused with a sentence")
  func refusesOptions() {
    var device: OpaquePointer?
    var message = [CChar](repeating: 1, count: 200)
    let status = cdrv_device_open(
      cboardsim_backend(), "colour=blue", &message, message.count, &device)
    #expect(status == -22)
    #expect(device == nil)
    #expect(message.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }.contains("colour"))
  }

  @Test(
    "A back end that describes an impossible board is refused and closed",
    arguments: [
      CTEST_SPOIL_REGION_COUNT, CTEST_SPOIL_LENGTH_WIDTH, CTEST_SPOIL_DATA_WIDTH, CTEST_SPOIL_SIZE,
    ])
  func refusesImpossibleBoards(_ spoil: ctest_spoil) throws {
    let recorder = try #require(ctest_recorder_create(cboardsim_backend()))
    defer { ctest_recorder_free(recorder) }
    ctest_recorder_spoil(recorder, spoil)
    var device: OpaquePointer?
    #expect(ctest_recorder_open(recorder, "", &device) == -22)
    #expect(device == nil)
    #expect(String(cString: ctest_recorder_text(recorder)) == "close\n")
  }

  @Test("A buffer keeps its device open, whichever goes first")
  func buffersKeepTheDevice() throws {
    let recorder = try #require(ctest_recorder_create(cboardsim_backend()))
    defer { ctest_recorder_free(recorder) }
    var opened: OpaquePointer?
    #expect(ctest_recorder_open(recorder, "", &opened) == 0)
    let device = try #require(opened)
    var allocated: OpaquePointer?
    #expect(cdrv_buffer_alloc(device, 64, &allocated) == 0)
    let buffer = try #require(allocated)
    cdrv_device_unref(device)
    ctest_recorder_clear(recorder)
    cdrv_buffer_free(buffer)
    #expect(String(cString: ctest_recorder_text(recorder)) == "free 64\nclose\n")
  }

  @Test("A simulated board has a name, a modelled clock and zeroed counters")
  func describesItself() throws {
    let board = try RecordedBoard()
    #expect(String(cString: cdrv_device_name(board.device)).contains("simulated"))
    #expect(cdrv_device_clock(board.device) == CDRV_CLOCK_MODELLED)
    var stats = cdrv_stats()
    cdrv_device_stats(board.device, &stats)
    #expect(stats.register_reads == 0 && stats.exchanges == 0 && stats.board_ns == 0)
  }
}
