// SPDX-License-Identifier: BSD-3-Clause

/// What a Vivado hardware handoff (`.hwh`) says of a design: where its engines are, and which clock
/// it was built for. Nothing goes by the names of instances.
public struct HardwareHandoff: Sendable, Hashable {
  /// Registers that the processor reaches.
  public struct Window: Sendable, Hashable {
    /// The core's instance, for people.
    public var name: String
    /// Vendor, library and name of the core: `xilinx.com:ip:axi_dma`.
    public var core: String
    public var address: UInt64
    /// In bytes.
    public var size: UInt64
  }

  /// An AXI DMA.
  public struct Engine: Sendable, Hashable {
    public var window: Window
    /// Bits of its LENGTH registers, 8 to 26.
    public var lengthWidth: Int
    /// Bytes of a stream's beat, to the fabric and back; 0 where it has no such direction.
    public var sendWidth: Int
    public var receiveWidth: Int
    /// Whether it works by descriptors (scatter-gather), which `board:uio` does not speak.
    public var hasScatterGather: Bool
  }

  /// What it was built for.
  public internal(set) var part: FPGAPart?
  /// FCLK0 in Hz, where the design has it.
  public internal(set) var clock: UInt64?
  /// In order of their addresses.
  public internal(set) var engines: [Engine] = []
  /// AXI4-Stream switches with registers, in order of their addresses.
  public internal(set) var switches: [Window] = []
  /// Everything else with registers, in order of their addresses.
  public internal(set) var cores: [Window] = []

  /// Read a file.
  ///
  /// - Parameters:
  ///   - bytes: the contents of the file.
  ///   - name: what messages call it.
  /// - Throws: ``AccelError``: `malformedFile` for a file that is no such handoff, or has numbers
  ///   that are none; `valueOutOfRange` for widths that no engine has.
  public init(_ bytes: [UInt8], named name: String) throws(AccelError) {
    var reader = HandoffReader(bytes, named: name)
    try reader.read()
    part = reader.part
    clock = reader.clock
    for window in reader.windows.sorted(by: { $0.window.address < $1.window.address }) {
      switch window.window.core {
      case "xilinx.com:ip:axi_dma": engines.append(try reader.engine(window))
      case "xilinx.com:ip:axis_switch": switches.append(window.window)
      default: cores.append(window.window)
      }
    }
  }
}
