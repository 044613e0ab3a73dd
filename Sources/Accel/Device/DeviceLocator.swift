// SPDX-License-Identifier: BSD-3-Clause

/// Where a board is: a scheme, a colon, and options for it.
///
/// - `sim:` a simulated PYNQ-Z1 with the LeNet-5 overlay; options are separated by commas:
///   `overlay=lenet|cifar10`, `latency=20ms`, `fault=NAME[@N][xM]` with the faults `slverr`,
///   `decerr`, `interr`, `no-tlast`, `early-tlast`, `lost-irq`, `stuck`, `bad-reply`,
///   `bad-weights`, `unprogrammed`.
public struct DeviceLocator: Sendable, Hashable {
  enum Scheme: Sendable, Hashable { case simulation }
  let scheme: Scheme
  /// The text behind the colon.
  public let options: String

  /// - Throws: ``AccelError`` `invalidLocator` for a scheme that does not exist.
  public init(_ text: String) throws(AccelError) {
    let scheme = "sim:"
    guard text.utf8.starts(with: scheme.utf8) else {
      throw AccelError(
        .invalidLocator, attempt: "find the device \"\(text)\"", problem: "its scheme is not known",
        remedy: "use sim: or sim: with options, for example sim:overlay=cifar10")
    }
    guard text.utf8.allSatisfy({ $0 > 0x1f && $0 != 0x7f }) else {
      throw AccelError(
        .invalidLocator, attempt: "find a device", problem: "its name has control characters",
        remedy: "use sim: or sim: with options, for example sim:overlay=cifar10")
    }
    self.scheme = .simulation
    let start = text.utf8.index(text.utf8.startIndex, offsetBy: scheme.utf8.count)
    self.options = String(text[start...])
  }

  init(scheme: Scheme, options: String) {
    self.scheme = scheme
    self.options = options
  }

  /// A simulated PYNQ-Z1 with the LeNet-5 overlay and no faults.
  public static let simulation = DeviceLocator(scheme: .simulation, options: "")
}

extension DeviceLocator: CustomStringConvertible {
  public var description: String { "sim:\(options)" }
}
