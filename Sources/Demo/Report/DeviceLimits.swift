// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ProgramSupport

/// What is known of how fast a device can be.
struct DeviceLimits: Equatable {
  var arithmetic: Roofline.Limit?
  var memory: Roofline.Limit?
  var unknown: [String]

  /// Beats of a generated design's port. Source: Hardware/README.md, `accel_dma`.
  private static let portBytes = 8

  /// Streams and clock of the published overlays.
  ///
  /// Source: the block design that was published with them, and Docs/BoardGuide.md.
  private static let overlay = (streamBytes: 4, megahertz: 100.0)

  static let none = DeviceLimits(
    unknown: ["No roofs: the CPU computed alone, and what it could do at best was not measured."])

  private static let unknownCPU =
    "The roofs are the board's: what the CPU could do at best was not measured."

  /// What a design says of its arrays and its clock.
  init(_ design: DesignIdentity, _ board: Report.Board) {
    self.init(
      productsPerCycle: design.layers.reduce(0) { $0 + $1.taps * $1.chains * $1.outputsPerTap },
      megahertz: Double(design.clockKilohertz) / 1000, board)
  }

  init(productsPerCycle products: Int, megahertz: Double, _ board: Report.Board) {
    let clock = "\(Figures.text(megahertz)) MHz, the clock that the design says it was made for"
    arithmetic = Roofline.Limit(
      value: 2 * Double(products) * megahertz / 1000, how: "computed",
      source: "\(products) products a cycle, those of all arrays that the design says it has, at "
        + clock)
    memory = DeviceLimits.memory(
      bytesPerCycle: DeviceLimits.portBytes, megahertz: megahertz, board, how: "computed",
      source: "64 bits of the AXI port a cycle each way, at \(clock)")
    unknown = [DeviceLimits.unknownCPU]
    if products == 0 || megahertz <= 0 {
      arithmetic = nil
      unknown.insert("No roof of the multipliers: the design does not say what it has.", at: 0)
    }
  }

  /// What was published of an overlay.
  init(overlay name: String, _ board: Report.Board) {
    let (bytes, megahertz) = DeviceLimits.overlay
    memory = DeviceLimits.memory(
      bytesPerCycle: bytes, megahertz: megahertz, board, how: "published",
      source: "the overlay's streams of \(8 * bytes) bits each way, at its "
        + "\(Figures.text(megahertz)) MHz")
    unknown = [
      "No roof of the multipliers: how many the \(name) overlay has is not known here.",
      DeviceLimits.unknownCPU,
    ]
  }

  private init(unknown: [String]) {
    self.unknown = unknown
  }

  /// Both ways work at a time, so the way with more bytes sets the pace.
  private static func memory(
    bytesPerCycle: Int, megahertz: Double, _ board: Report.Board, how: String, source: String
  ) -> Roofline.Limit? {
    let (sent, received) = (Double(board.bytesToDevice), Double(board.bytesFromDevice))
    let oneWay = Double(bytesPerCycle) * megahertz / 1000
    guard max(sent, received) > 0, oneWay > 0 else { return nil }
    return Roofline.Limit(
      value: oneWay * (sent + received) / max(sent, received), how: how,
      source: source + "; \(Figures.percent(max(sent, received) / (sent + received))) of the bytes "
        + (sent >= received ? "went to the board" : "came from it"))
  }
}
