// SPDX-License-Identifier: BSD-3-Clause
import CBoardSim
import CDriver

/// An open board in C. Reference counted there and locked there, hence `Sendable`.
@safe struct DeviceHandle: @unchecked Sendable {
  let pointer: OpaquePointer
}

/// A device buffer in C; its device stays open as long as it exists.
@safe struct BufferHandle: @unchecked Sendable {
  let pointer: OpaquePointer
}

/// Index of a register window.
struct Window: Sendable, Hashable {
  let index: UInt32

  /// What answers behind a window; the values are those of `enum cdrv_region_kind`.
  enum Kind: UInt32, Sendable {
    case dma = 1
    case streamSwitch = 2
    case core = 4
  }
}

/// What a transfer did.
struct TransferReport: Sendable {
  var received = 0
  var elapsed = BoardTime(nanoseconds: 0)
  var interruptLost = false
}

/// The only place that calls `cdrv_` and `cboardsim_` functions: one per call, plus the
/// translation of negative status into ``AccelError``.
enum DriverCalls {
  static func open(
    _ locator: DeviceLocator, _ trace: TraceHandle?
  ) throws(AccelError) -> DeviceHandle {
    var device: OpaquePointer?
    var message = [CChar](repeating: 0, count: 256)
    // SAFETY: the pointers are valid for the call; the back ends are constants.
    let backend =
      switch locator.scheme {
      case .simulation: unsafe cboardsim_backend()
      case .board where locator.isUserSpaceIO: unsafe cdrv_uio_backend()
      case .board: unsafe cdrv_board_backend()
      case .rtl: unsafe cdrv_rtl_backend()
      }
    let status =
      if let trace {
        unsafe cdrv_device_open_traced(
          backend, locator.options, trace.pointer, &message, message.count, &device)
      } else {
        unsafe cdrv_device_open(backend, locator.options, &message, message.count, &device)
      }
    guard status == 0, let device = unsafe device else {
      throw openFailure(locator, status, message)
    }
    return unsafe DeviceHandle(pointer: device)
  }

  static func findsUserSpaceIO() -> Bool {
    cdrv_uio_find() == 0
  }

  static func close(_ device: DeviceHandle) {
    unsafe cdrv_device_unref(device.pointer)
  }

  static func name(_ device: DeviceHandle) -> String {
    // SAFETY: the string lives as long as the device, and is copied here.
    unsafe String(cString: cdrv_device_name(device.pointer))
  }

  static func clock(_ device: DeviceHandle) -> BoardClock {
    switch unsafe cdrv_device_clock(device.pointer) {
    case CDRV_CLOCK_SIMULATED: .simulated
    case CDRV_CLOCK_MODELLED: .modelled
    default: .measured
    }
  }

  static func statistics(_ device: DeviceHandle) -> DeviceStatistics {
    var stats = cdrv_stats()
    unsafe cdrv_device_stats(device.pointer, &stats)
    return DeviceStatistics(
      registerReads: stats.register_reads, registerWrites: stats.register_writes,
      transfers: stats.exchanges, failedTransfers: stats.failed_exchanges, resets: stats.resets,
      lostInterrupts: stats.lost_interrupts, bytesToDevice: stats.bytes_to_device,
      bytesFromDevice: stats.bytes_from_device, bytesSynchronized: stats.bytes_synced,
      boardTime: BoardTime(nanoseconds: stats.board_ns),
      boardWallTime: BoardTime(nanoseconds: stats.board_wall_ns),
      synchronizationWallTime: BoardTime(nanoseconds: stats.sync_wall_ns))
  }

  /// `nil` where the board has no such window.
  static func findWindow(_ device: DeviceHandle, _ kind: Window.Kind, _ ordinal: Int) -> Window? {
    var index: UInt32 = 0
    let status = unsafe cdrv_window_find(device.pointer, kind.rawValue, UInt32(ordinal), &index)
    return status == 0 ? Window(index: index) : nil
  }

  static func read(
    _ device: DeviceHandle, _ window: Window, _ offset: UInt32
  ) throws(AccelError) -> UInt32 {
    var value: UInt32 = 0
    try check(
      unsafe cdrv_window_read32(device.pointer, window.index, offset, &value), "read a register")
    return value
  }

  static func write(
    _ device: DeviceHandle, _ window: Window, _ offset: UInt32, _ value: UInt32
  ) throws(AccelError) {
    try check(
      unsafe cdrv_window_write32(device.pointer, window.index, offset, value), "write a register")
  }

  // MARK: buffers

  static func allocate(
    _ device: DeviceHandle, byteCount: Int
  ) throws(AccelError) -> BufferHandle {
    var buffer: OpaquePointer?
    let status = unsafe cdrv_buffer_alloc(device.pointer, byteCount, &buffer)
    guard status == 0, let buffer = unsafe buffer else {
      throw failure(status, "allocate \(byteCount) bytes of contiguous memory")
    }
    return unsafe BufferHandle(pointer: buffer)
  }

  static func free(_ buffer: BufferHandle) {
    unsafe cdrv_buffer_free(buffer.pointer)
  }

  static func byteCount(_ buffer: BufferHandle) -> Int {
    unsafe cdrv_buffer_size(buffer.pointer)
  }

  static func beginAccess(
    _ buffer: BufferHandle, _ range: Range<Int>, reading: Bool, writing: Bool
  ) throws(AccelError) -> UnsafeMutableRawPointer {
    var bytes: UnsafeMutableRawPointer?
    let access = cdrv_access(
      rawValue: (reading ? CDRV_ACCESS_READ.rawValue : 0)
        | (writing ? CDRV_ACCESS_WRITE.rawValue : 0))
    let status = unsafe cdrv_buffer_begin_cpu(
      buffer.pointer, range.lowerBound, range.count, access, &bytes)
    guard status == 0, let bytes = unsafe bytes else {
      throw failure(status, "take a device buffer for the CPU")
    }
    return unsafe bytes
  }

  static func endAccess(_ buffer: BufferHandle) throws(AccelError) {
    try check(unsafe cdrv_buffer_end_cpu(buffer.pointer), "hand a device buffer back")
  }

  // MARK: AXI DMA

  static func largestTransfer(
    _ device: DeviceHandle, _ window: Window
  ) throws(AccelError) -> Int {
    var length = 0
    try check(
      unsafe cdrv_dma_max_length(device.pointer, window.index, &length), "look at the DMA engine")
    return length
  }

  static func resetDMA(_ device: DeviceHandle, _ window: Window) throws(AccelError) {
    try check(unsafe cdrv_dma_reset(device.pointer, window.index), "reset the DMA engine")
  }

  static func submit(
    _ device: DeviceHandle, _ window: Window, sending: BufferHandle, sendCount: Int,
    receiving: BufferHandle, receiveCount: Int
  ) throws(AccelError) {
    try check(
      unsafe cdrv_dma_submit(
        device.pointer, window.index, sending.pointer, 0, sendCount, receiving.pointer, 0,
        receiveCount),
      "start a transfer of \(sendCount) bytes to the board and \(receiveCount) back")
  }

  static func wait(
    _ device: DeviceHandle, _ window: Window, _ timeout: BoardTime
  ) throws(AccelError) -> TransferReport {
    var report = cdrv_dma_report()
    let status = unsafe cdrv_dma_wait(
      device.pointer, window.index, timeout.nanoseconds, &report)
    guard status == 0 else { throw transferFailure(status, report, timeout) }
    return TransferReport(
      received: Int(report.received), elapsed: BoardTime(nanoseconds: report.elapsed_ns),
      interruptLost: report.interrupt_lost)
  }

  // MARK: fabric

  /// `false` where the board offers no reset of its fabric.
  static func resetFabric(_ device: DeviceHandle) throws(AccelError) -> Bool {
    let status = unsafe cdrv_fabric_reset(device.pointer)
    if status == -ErrorNumber.notSupported { return false }
    try check(status, "reset the fabric")
    return true
  }

  static func route(
    _ device: DeviceHandle, _ window: Window, output: UInt32, from input: UInt32
  ) throws(AccelError) {
    try check(
      unsafe cdrv_switch_route(device.pointer, window.index, output, input), "route the streams")
  }

  static func disconnect(
    _ device: DeviceHandle, _ window: Window, output: UInt32
  ) throws(AccelError) {
    try check(unsafe cdrv_switch_off(device.pointer, window.index, output), "route the streams")
  }

  static func commitRoutes(_ device: DeviceHandle, _ window: Window) throws(AccelError) {
    try check(unsafe cdrv_switch_commit(device.pointer, window.index), "route the streams")
  }

  private static func check(_ status: Int32, _ attempt: String) throws(AccelError) {
    if status != 0 { throw failure(status, attempt) }
  }
}
