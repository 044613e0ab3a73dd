// SPDX-License-Identifier: BSD-3-Clause

/// A way of programming the fabric that this system has.
///
/// Functions take a `root`, a folder that is put in front of every path: `""` on a board.
public struct FPGALoader: Sendable, Hashable {
  /// The preferred ones first.
  public enum Kind: Sendable, Hashable, CaseIterable {
    /// Our kernel module, which knows whether somebody uses the fabric.
    case module
    /// The kernel's FPGA manager by the attributes of linux-xlnx; root only.
    case manager
    /// `/dev/xdevcfg` of old images; opening it clears the fabric, and nothing here does but a load.
    case devcfg
  }

  /// Which way it is.
  public let kind: Kind
  /// The file that is written to, without the root.
  public let path: String
  /// The driver's name; may be empty.
  public let name: String
  /// As the driver has it: `operating` where the fabric is programmed; may be empty.
  public let state: String
  /// Whether this process may use it.
  public let isAllowed: Bool
  let root: String

  /// All that this system has, the preferred ones first.
  public static func all(root: String = "") -> [FPGALoader] {
    var loaders: [FPGALoader] = []
    for kind in Kind.allCases {
      if let loader = DriverCalls.findLoader(kind, root) { loaders.append(loader) }
    }
    return loaders
  }

  /// The one to use: the first that this process may use.
  ///
  /// - Throws: ``AccelError`` `unavailable` if there is none, or none that may be used.
  public static func preferred(root: String = "") throws(AccelError) -> FPGALoader {
    let loaders = all(root: root)
    if let loader = loaders.first(where: { $0.isAllowed }) { return loader }
    let attempt = "find a way to program the fabric"
    guard let loader = loaders.first else {
      throw AccelError(
        .unavailable, attempt: attempt,
        problem: "there is no FPGA manager with the attribute firmware, no module accel that can "
          + "program, and no /dev/xdevcfg",
        remedy: "run this on a board; on a mainline kernel load the module (modprobe accel)")
    }
    throw AccelError(
      .unavailable, attempt: attempt, problem: "you may not write to \(loader.path)",
      remedy: loader.kind == .module ? "join the group accel" : "run this as root")
  }

  /// The board's Zynq-7000 device, as Linux read it from the chip; its package is not known there.
  public static func boardPart(root: String = "") -> FPGAPart? {
    DriverCalls.deviceCode(root).flatMap { FPGAPart(deviceCode: $0) }
  }

  /// Program the fabric, and check that it took effect. Sessions must have ended.
  ///
  /// Check the part first, by ``Bitstream/check(for:named:)``. Memory: the image once.
  ///
  /// - Parameters:
  ///   - bitstream: what to program it with.
  ///   - name: what messages call the bitstream.
  ///   - extent: whether all of the fabric is configured; see ``Bitstream/extent``.
  ///   - timeout: how long the result may take once the image was handed over.
  /// - Throws: ``AccelError``: `loadFailed`, `deviceBusy`, `timedOut`, `unavailable`.
  public func load(
    _ bitstream: Bitstream, named name: String, as extent: Bitstream.Extent,
    timeout: BoardTime = .seconds(10)
  ) throws(AccelError) {
    try DriverCalls.load(self, bitstream.image(.lowestFirst), name, extent, timeout)
  }
}

extension FPGALoader.Kind: CustomStringConvertible {
  public var description: String {
    switch self {
    case .manager: "manager"
    case .module: "module"
    case .devcfg: "xdevcfg"
    }
  }
}
