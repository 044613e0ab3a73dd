// SPDX-License-Identifier: BSD-3-Clause

/// Zynq-7000's system control registers through `/dev/mem`: for root, on kernels that offer no
/// better way. Nothing in Accel opens it by itself. Sources: UG585, appendix B.28.
///
/// No register of the fabric is touched here.
public struct SystemControl: ~Copyable {
  enum Register {
    static let armPLL: UInt32 = 0x100
    static let ddrPLL: UInt32 = 0x104
    static let ioPLL: UInt32 = 0x108
    /// Of FCLK0; the others follow.
    static let clock: UInt32 = 0x170
    static let throttle: UInt32 = 0x178
    static let clockStride: UInt32 = 0x10
    static let resets: UInt32 = 0x240
    static let idcode: UInt32 = 0x530
    static let levelShifters: UInt32 = 0x900
  }

  private let handle: SystemControlHandle
  /// PS_CLK in Hz: 50 MHz on a PYNQ-Z1 or Z2, 33.3 MHz on most other boards.
  public let referenceClock: UInt64

  /// - Parameters:
  ///   - referenceClock: PS_CLK in Hz; what the device tree says if `nil`.
  ///   - root: a folder in front of every path; `""` on a board.
  /// - Throws: ``AccelError``: `unavailable` if this is no Zynq-7000, if you may not, or if PS_CLK
  ///   is not known.
  public init(referenceClock: UInt64? = nil, root: String = "") throws(AccelError) {
    guard let clock = referenceClock ?? DriverCalls.referenceClock(root) else {
      throw AccelError(
        .unavailable, attempt: "look at the clocks", problem: "the device tree has no PS_CLK",
        remedy: "say what it is")
    }
    let opened = try DriverCalls.openSystemControl(root)
    self.referenceClock = clock
    handle = opened
  }

  deinit {
    DriverCalls.closeSystemControl(handle)
  }

  /// The device, by PSS_IDCODE.
  public var part: FPGAPart? { FPGAPart(idcode: read(Register.idcode)) }

  /// Whether signals pass between processor and fabric (LVL_SHFTR_EN): not before the fabric is
  /// programmed.
  public var levelShiftersAreOn: Bool { read(Register.levelShifters) & 0xf == 0xf }

  /// Which of FCLK_RESET0_N to FCLK_RESET3_N are held low.
  public var heldResets: [Int] {
    let value = read(Register.resets)
    return (0..<FabricClock.count).filter { value >> UInt32($0) & 1 == 1 }
  }

  /// The clock in force.
  ///
  /// - Parameter index: 0 to 3.
  public func clock(_ index: Int) -> FabricClock {
    let control = read(place(Register.clock, index))
    let source = FabricClock.Source(control)
    return FabricClock(
      source: source, sourceFrequency: frequency(of: source),
      dividers: ClockDividers(
        first: Int(control >> 8 & 0x3f), second: Int(control >> 20 & 0x3f)),
      isRunning: read(place(Register.throttle, index)) & 1 == 0)
  }

  /// Set a clock's dividers, as near as they come to a frequency without being above it. Its source
  /// stays. The kernel does not notice.
  ///
  /// - Parameters:
  ///   - index: 0 to 3.
  ///   - wanted: in Hz.
  /// - Returns: what is in force.
  /// - Throws: ``AccelError``: `valueOutOfRange` if no dividers are slow enough, `deviceFault` if
  ///   they do not take effect.
  public mutating func set(_ index: Int, to wanted: UInt64) throws(AccelError) -> FabricClock {
    let attempt = "set the clock FCLK\(index) to \(wanted) Hz"
    let source = clock(index).sourceFrequency
    guard let dividers = ClockDividers(notAbove: wanted, from: source) else {
      throw AccelError(
        .valueOutOfRange, attempt: attempt,
        problem: "the slowest that \(source) Hz can be divided to is \(source / (63 * 63)) Hz",
        remedy: "ask for more")
    }
    let register = place(Register.clock, index)
    let rest = read(register) & ~(0x3f << 8 | 0x3f << 20)
    DriverCalls.write(
      handle, register, rest | UInt32(dividers.first) << 8 | UInt32(dividers.second) << 20)
    let result = clock(index)
    guard result.dividers == dividers else {
      throw AccelError(
        .deviceFault, attempt: attempt, problem: "the register does not take the dividers",
        remedy: "check that nobody else writes to it")
    }
    return result
  }

  private func read(_ register: UInt32) -> UInt32 { DriverCalls.read(handle, register) }

  private func place(_ register: UInt32, _ index: Int) -> UInt32 {
    precondition((0..<FabricClock.count).contains(index), "there are four clocks")
    return register + UInt32(index) * Register.clockStride
  }

  /// PS_CLK times PLL_FDIV, or as it is where the PLL is bypassed.
  private func frequency(of source: FabricClock.Source) -> UInt64 {
    let control =
      switch source {
      case .ioPLL: read(Register.ioPLL)
      case .armPLL: read(Register.armPLL)
      case .ddrPLL: read(Register.ddrPLL)
      }
    let isBypassed = control >> 4 & 1 == 1
    let (product, overflow) = referenceClock.multipliedReportingOverflow(
      by: UInt64(control >> 12 & 0x7f))
    return isBypassed ? referenceClock : overflow ? .max : product
  }
}

extension FabricClock.Source {
  /// SRCSEL of a clock's control register.
  fileprivate init(_ control: UInt32) {
    switch control >> 4 & 3 {
    case 2: self = .armPLL
    case 3: self = .ddrPLL
    default: self = .ioPLL
    }
  }
}
