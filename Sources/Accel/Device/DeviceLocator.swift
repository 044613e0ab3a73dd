// SPDX-License-Identifier: BSD-3-Clause

/// Where a board is: a scheme, a colon, and options for it.
///
/// - `sim:` a simulated PYNQ-Z1 with the LeNet-5 overlay; options are separated by commas:
///   `overlay=lenet|cifar10`, `latency=20ms`, `fault=NAME[@N][xM]` with the faults `slverr`,
///   `decerr`, `interr`, `no-tlast`, `early-tlast`, `lost-irq`, `stuck`, `bad-reply`,
///   `bad-weights`, `unprogrammed`.
/// - `board:/dev/accel0` a board under Linux, by our kernel module.
/// - `board:uio` a board under Linux without it: registers by UIO, memory by zocl, u-dma-buf or xlnk,
///   the first that works. Options for what cannot be found out stand behind commas:
///   `dma=0x40400000`, `switch=0x43c00000`, `slcr=0xf8000000` (where windows are), `length-width=23`
///   and `data-width=4` (of the DMA engine), `memory=zocl|u-dma-buf|xlnk`, `xlnk=A|B|C|D` (its
///   generation), `programmed=yes` (whatever the FPGA manager says), and for root `mem=/dev/mem`.
/// - `rtl:LIB.so` a generated design, simulated from its RTL clock by clock; `make rtl-lib` makes
///   the library. Options behind commas: `stalls=SEED` (the bus pauses at random), `latency=CYCLES` (of
///   the memory), `fault=KIND@N` (the N-th burst fails: `read-slverr`, `read-decerr`,
///   `write-slverr`, `write-decerr`), `waves=FILE` (all signals).
public struct DeviceLocator: Sendable, Hashable {
  enum Scheme: String, Sendable, Hashable, CaseIterable {
    case simulation = "sim:"
    case board = "board:"
    case rtl = "rtl:"
  }
  let scheme: Scheme
  /// The text behind the colon.
  public let options: String

  /// - Throws: ``AccelError`` `invalidLocator` for a scheme that does not exist.
  public init(_ text: String) throws(AccelError) {
    guard let scheme = Scheme.allCases.first(where: { text.utf8.starts(with: $0.rawValue.utf8) })
    else {
      throw AccelError(
        .invalidLocator, attempt: "find the device \"\(text)\"", problem: "its scheme is not known",
        remedy: "use \(DeviceLocator.examples)")
    }
    guard text.utf8.allSatisfy({ $0 > 0x1f && $0 != 0x7f }) else {
      throw AccelError(
        .invalidLocator, attempt: "find a device", problem: "its name has control characters",
        remedy: "use \(DeviceLocator.examples)")
    }
    self.scheme = scheme
    let start = text.utf8.index(text.utf8.startIndex, offsetBy: scheme.rawValue.utf8.count)
    self.options = String(text[start...])
  }

  /// For messages.
  static let examples =
    "board:/dev/accel0, board:uio, rtl:LIB.so, or sim: with options such as sim:overlay=cifar10"

  init(scheme: Scheme, options: String) {
    self.scheme = scheme
    self.options = options
  }

  /// A board by UIO and without our kernel module; see the type's documentation.
  public static let userSpaceIO = DeviceLocator(scheme: .board, options: "uio")

  /// Whether ``userSpaceIO`` leads to a board here: an AXI DMA that the device tree or a published
  /// overlay's address makes known, in a fabric that is programmed. Touches nothing of it.
  public static var hasUserSpaceIO: Bool { DriverCalls.findsUserSpaceIO() }

  var isUserSpaceIO: Bool {
    scheme == .board && (options == "uio" || options.utf8.starts(with: "uio,".utf8))
  }

  /// A simulated PYNQ-Z1 with the LeNet-5 overlay and no faults.
  public static let simulation = DeviceLocator(scheme: .simulation, options: "")
}

extension DeviceLocator: CustomStringConvertible {
  public var description: String { scheme.rawValue + options }
}
