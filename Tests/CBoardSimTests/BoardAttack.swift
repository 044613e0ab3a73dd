// SPDX-License-Identifier: BSD-3-Clause
import CDriver
import TestSupport
import Testing

/// Everything that a program without sense could do to a board.
final class BoardAttack {
  let options: String
  private let board: SimulatedBoard
  private let messages: FuzzMessages
  private let firstAddress: UInt32
  /// Exchanges that the faults may spoil yet.
  private let occasions: Int
  private var random: SeededRandom
  private var buffers: [OpaquePointer] = []

  init(seed: UInt64) throws {
    random = SeededRandom(seed: seed)
    let isLeNet = Bool.random(using: &random)
    messages = FuzzMessages(network: isLeNet ? .lenet : .cifar10)
    var words = ["overlay=\(isLeNet ? "lenet" : "cifar10")"]
    var occasions = 0
    for _ in 0..<max(0, Int.random(in: -2...2, using: &random)) {
      let name = Self.faults.randomElement(using: &random) ?? ""
      let times = Int.random(in: 1...2, using: &random)
      words.append("fault=\(name)@\(Int.random(in: 1...6, using: &random))x\(times)")
      occasions += times
    }
    self.occasions = occasions
    if Bool.random(using: &random) {
      words.append("latency=\(Int.random(in: 0...1_000, using: &random))us")
    }
    options = words.joined(separator: ",")
    board = try SimulatedBoard(options)
    let first = try board.buffer(4_096)
    buffers.append(first)
    firstAddress = board.read(.receive, DMARegister.status) == .max ? 0 : board.address(of: first)
  }

  deinit { freeBuffers() }

  private static let faults = [
    "slverr", "decerr", "interr", "no-tlast", "early-tlast", "lost-irq", "stuck", "bad-reply",
    "bad-weights", "unprogrammed",
  ]

  func run() throws {
    if Bool.random(using: &random) {
      for layer in messages.network.headers.indices { exchange(messages.network.load(layer)) }
    }
    for _ in 0..<Int.random(in: 1...50, using: &random) {
      switch Int.random(in: 0..<20, using: &random) {
      case 0..<6: writeRegister()
      case 6..<8: readRegister()
      case 8..<13: exchange(messages.next(&random))
      case 13..<15: startTransfer()
      case 15: allocate()
      case 16: free()
      case 17: route()
      case 18: _ = cdrv_dma_reset(board.device, UInt32.random(in: 0...1, using: &random))
      default: _ = cdrv_fabric_reset(board.device)
      }
    }
  }

  /// Whether a weight load is answered right after resets, as soon as the faults are used up.
  func recovers() -> Bool {
    freeBuffers()
    let load = messages.network.load(0)
    for _ in 0...occasions {
      guard cdrv_fabric_reset(board.device) == 0 else { return false }
      guard cdrv_dma_reset(board.device, SimulatedBoard.engine0) == 0 else { continue }
      board.route()
      let answer = try? board.exchange(load, room: load.count, timeout: 100_000_000)
      if answer?.reply == load { return true }
    }
    return false
  }

  private func freeBuffers() {
    for buffer in buffers { cdrv_buffer_free(buffer) }
    buffers = []
  }

  // MARK: Registers

  private static let offsets: [[UInt32]] = [
    [0x00, 0x04, 0x18, 0x28, 0x30, 0x34, 0x48, 0x58],
    [0x00, 0x04, 0x18, 0x28, 0x30, 0x34, 0x48, 0x58],
    [0x00, 0x40, 0x44, 0x48, 0x4c, 0x50, 0x54, 0x58],
    [SystemControl.lock, SystemControl.unlock, SystemControl.fabricReset],
  ]

  private func place() -> (window: UInt32, offset: UInt32) {
    let window = UInt32.random(in: 0...4, using: &random)
    let known = window < 4 ? Self.offsets[Int(window)].randomElement(using: &random) : nil
    switch Int.random(in: 0..<8, using: &random) {
    case 0: return (window, UInt32.random(in: 0...0x4000, using: &random) * 4)
    case 1: return (window, UInt32.random(in: 0 ... .max, using: &random))
    default: return (window, known ?? 0)
    }
  }

  private static let values: [UInt32] = [
    0, 1, 2, 4, 5, 6, 0x5001, 0x7000, SwitchRegister.off, SystemControl.lockKey,
    SystemControl.unlockKey, .max,
  ]

  private func value() -> UInt32 {
    switch Int.random(in: 0..<6, using: &random) {
    case 0: UInt32.random(in: 0 ... .max, using: &random)
    case 1: address()
    case 2: 4 * UInt32.random(in: 0...2_000, using: &random)
    default: Self.values.randomElement(using: &random) ?? 0
    }
  }

  /// An address in some buffer, behind one, or in between.
  private func address() -> UInt32 {
    let page = firstAddress &+ 4_096 * UInt32.random(in: 0...40, using: &random)
    return page
      &+ (Bool.random(using: &random) ? 0 : 4 * UInt32.random(in: 0..<1_100, using: &random))
  }

  private func writeRegister() {
    let (window, offset) = place()
    _ = cdrv_window_write32(board.device, window, offset, value())
  }

  private func readRegister() {
    let (window, offset) = place()
    var value: UInt32 = 0
    _ = cdrv_window_read32(board.device, window, offset, &value)
  }

  private func startTransfer() {
    let engine = UInt32.random(in: 0...1, using: &random)
    let channel = (Channel.allCases.randomElement(using: &random) ?? .send).rawValue
    let length = value()
    for (register, value) in [
      (DMARegister.control, 0x5001), (DMARegister.address, address()), (DMARegister.length, length),
    ] as [(UInt32, UInt32)] {
      _ = cdrv_window_write32(board.device, engine, channel + register, value)
    }
  }

  private func route() {
    let engines = [
      (SwitchInput.engine0, SwitchOutput.engine0), (SwitchInput.engine1, SwitchOutput.engine1),
    ]
    let sender = engines.randomElement(using: &random) ?? engines[0]
    let receiver = engines.randomElement(using: &random) ?? engines[0]
    let window = SimulatedBoard.streamSwitch
    _ = cdrv_switch_route(board.device, window, SwitchOutput.core, sender.0)
    _ = cdrv_switch_route(board.device, window, receiver.1, SwitchInput.core)
    _ = cdrv_switch_commit(board.device, window)
  }

  // MARK: Buffers and exchanges

  private func allocate() {
    var buffer: OpaquePointer?
    let size = Int.random(in: 1...40_000, using: &random)
    if cdrv_buffer_alloc(board.device, size, &buffer) == 0, let buffer { buffers.append(buffer) }
  }

  private func free() {
    guard let index = buffers.indices.randomElement(using: &random) else { return }
    cdrv_buffer_free(buffers.remove(at: index))
  }

  private func exchange(_ message: [Int32]) {
    let engine: UInt32 = Int.random(in: 0..<8, using: &random) == 0 ? 1 : 0
    let room = max(0, message.count + Int.random(in: -9...20, using: &random))
    guard let sent = try? board.buffer(holding: message) else { return }
    let received = room == 0 ? nil : try? board.buffer(room * 4)
    let submitted = cdrv_dma_submit(
      board.device, engine, sent, 0, message.count * 4, received, 0, room * 4)
    var report = cdrv_dma_report()
    if submitted == 0, Int.random(in: 0..<6, using: &random) > 0 {
      let longest = UInt64(1) << UInt64.random(in: 1...29, using: &random)
      let timeout = UInt64.random(in: 1...longest, using: &random)
      _ = cdrv_dma_wait(board.device, engine, timeout, &report)
    }
    for buffer in [sent, received] {
      guard let buffer else { continue }
      // Kept for register writes to find, or freed under whatever runs.
      if Bool.random(using: &random) { buffers.append(buffer) } else { cdrv_buffer_free(buffer) }
    }
  }
}
