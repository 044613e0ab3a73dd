// SPDX-License-Identifier: BSD-3-Clause
import CBoardSim
import CDriver
import Testing

/// A simulated board, open as long as this lives.
final class SimulatedBoard {
  let device: OpaquePointer

  static let engine0: UInt32 = 0
  static let engine1: UInt32 = 1
  static let streamSwitch: UInt32 = 2
  static let systemControl: UInt32 = 3

  init(_ options: String = "", routed: Bool = true) throws {
    var opened: OpaquePointer?
    var message: CChar = 0
    #expect(cdrv_device_open(cboardsim_backend(), options, &message, 1, &opened) == 0)
    device = try #require(opened)
    if routed { route() }
  }

  deinit { cdrv_device_unref(device) }

  // MARK: Registers

  func read(_ offset: UInt32, of window: UInt32 = SimulatedBoard.engine0) -> UInt32 {
    var value: UInt32 = 0
    #expect(cdrv_window_read32(device, window, offset, &value) == 0)
    return value
  }

  func write(_ value: UInt32, to offset: UInt32, of window: UInt32 = SimulatedBoard.engine0) {
    #expect(cdrv_window_write32(device, window, offset, value) == 0)
  }

  func read(_ channel: Channel, _ register: UInt32) -> UInt32 { read(channel.rawValue + register) }

  func write(_ channel: Channel, _ register: UInt32, _ value: UInt32) {
    write(value, to: channel.rawValue + register)
  }

  func status(_ channel: Channel) -> UInt32 { read(channel, DMARegister.status) }

  /// Run a channel with its interrupts on, then ask for a transfer.
  func start(_ channel: Channel, address: UInt32, length: UInt32) {
    let interrupts = DMAControl.completionInterrupt | DMAControl.errorInterrupt
    write(channel, DMARegister.control, DMAControl.run | interrupts)
    write(channel, DMARegister.address, address)
    write(channel, DMARegister.length, length)
  }

  /// Let modelled time pass: each register access takes 100 ns.
  func pass(nanoseconds: Int) {
    for _ in 0..<(nanoseconds / 100) { _ = status(.send) }
  }

  // MARK: Streams

  func connect(_ output: UInt32, to input: UInt32) {
    #expect(cdrv_switch_route(device, Self.streamSwitch, output, input) == 0)
  }

  func commit() {
    #expect(cdrv_switch_commit(device, Self.streamSwitch) == 0)
  }

  /// Engine 0 to the core and back, as for an inference.
  func route() {
    connect(SwitchOutput.core, to: SwitchInput.engine0)
    connect(SwitchOutput.engine0, to: SwitchInput.core)
    commit()
  }

  func resetFabric() {
    #expect(cdrv_fabric_reset(device) == 0)
    route()
  }

  // MARK: Buffers

  func buffer(_ size: Int) throws -> OpaquePointer {
    var buffer: OpaquePointer?
    #expect(cdrv_buffer_alloc(device, size, &buffer) == 0)
    return try #require(buffer)
  }

  func buffer(holding words: [Int32]) throws -> OpaquePointer {
    let buffer = try buffer(words.count * 4)
    var bytes: UnsafeMutableRawPointer?
    #expect(cdrv_buffer_begin_cpu(buffer, 0, words.count * 4, CDRV_ACCESS_WRITE, &bytes) == 0)
    try #require(bytes).copyMemory(from: words, byteCount: words.count * 4)
    #expect(cdrv_buffer_end_cpu(buffer) == 0)
    return buffer
  }

  func words(_ buffer: OpaquePointer, count: Int) throws -> [Int32] {
    var bytes: UnsafeMutableRawPointer?
    #expect(cdrv_buffer_begin_cpu(buffer, 0, count * 4, CDRV_ACCESS_READ, &bytes) == 0)
    let start = try #require(bytes).assumingMemoryBound(to: Int32.self)
    let words = Array(UnsafeBufferPointer(start: start, count: count))
    #expect(cdrv_buffer_end_cpu(buffer) == 0)
    return words
  }

  /// The bus address, from the register of a receive that is then called off. (A receive is no
  /// exchange, so faults do not count it.)
  func address(of buffer: OpaquePointer) -> UInt32 {
    #expect(cdrv_dma_submit(device, Self.engine0, nil, 0, 0, buffer, 0, 4) == 0)
    let address = read(.receive, DMARegister.address)
    #expect(cdrv_dma_reset(device, Self.engine0) == 0)
    return address
  }
}
