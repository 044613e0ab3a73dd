// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// Compares the bits of half a block RAM with the netlist, contents included.
struct BlockRAMCheck: SiteCheck {
  let cell: String
  let tile: Tile
  private let half: Int
  private let isWhole: Bool
  private let configuration: BlockRAMConfiguration
  private let contents: BlockRAMContents
  private let block: String

  /// - Parameters:
  ///   - synthesized: the cell before placement.
  ///   - routed: behind routing.
  ///   - half: of a whole block each is checked.
  /// - Throws: ``AccelError`` `unavailable` for a mode that is not known to work.
  init(
    _ synthesized: Netlist.Cell, routed: Netlist.Cell, tile: Tile, half: Int
  ) throws(AccelError) {
    cell = synthesized.name
    self.tile = tile
    self.half = half
    isWhole = synthesized.type == "RAMB36E1"
    configuration = try BlockRAMConfiguration(synthesized, routed: routed, isUpper: half == 1)
    contents = BlockRAMContents(synthesized, half: isWhole ? half : nil)
    block = "RAMB18_Y\(half)."
  }

  private static let wholePrefix = "RAMB36."

  func owns(_ feature: String) -> Bool {
    if feature.hasPrefix(BlockRAMCheck.wholePrefix) { return half == 0 }
    guard feature.hasPrefix(block) else { return false }
    // Contents are checked when all frames are there.
    return !feature.dropFirst(block.count).hasPrefix("INIT")
  }

  var features: Set<String> {
    var features: Set<String> = [block + "IN_USE"]
    func add(_ name: String, _ isSet: Bool = true) { if isSet { features.insert(block + name) } }
    for (port, width) in configuration.widths { add("\(port)_\(width)", width > 1) }
    add("SDP_READ_WIDTH_36", configuration.readsWide)
    add("SDP_WRITE_WIDTH_36", configuration.writesWide)
    for port in ["A", "B"] {
      add("DO\(port)_REG", configuration.registers[port] == true)
      let mode = configuration.writeModes[port] ?? "WRITE_FIRST"
      add("WRITE_MODE_\(port)_\(mode)", mode != "WRITE_FIRST")
      add("RSTREG_PRIORITY_\(port)_REGCE", configuration.enablePriority.contains(port))
      for index in 0..<18 {
        add("ZINIT_\(port)[\(index)]")
        add("ZSRVAL_\(port)[\(index)]")
      }
    }
    add("RDADDR_COLLISION_HWCONFIG_PERFORMANCE", configuration.isFast)
    let clocks = BlockRAMConfiguration.registerClocks.map { $0.pin }
    for pin in BlockRAMConfiguration.pins + clocks {
      add("ZINV_\(pin)", !configuration.inverted.contains(pin))
    }
    if half == 0 {
      for port in configuration.joined { features.insert("RAMB36.BRAM36_\(port)_1") }
    }
    return features
  }

  /// Codes that are all zeros may be written or not.
  func isIdle(_ feature: String) -> Bool {
    feature.hasSuffix("_WIDTH_A_1") || feature.hasSuffix("_WIDTH_B_1")
      || feature.hasSuffix("_RSTREG") || feature.hasSuffix("_DELAYED_WRITE")
      || feature.hasSuffix("_NONE_OR_UPPER")
  }

  func rule(for feature: String) -> RepairRule? {
    if feature.hasPrefix("RAMB36.BRAM36_") { return .blockRAMOddWidths }
    if feature.contains("ZINV_REGCLK") { return .blockRAMRegisterClocks }
    if feature.contains("RSTREG_PRIORITY") || feature.contains("RDADDR_COLLISION") {
      return .blockRAMOptions
    }
    let isWide = configuration.readsWide || configuration.writesWide
    if isWide && feature.contains("_WIDTH_") { return .blockRAMDualPortWidths }
    return nil
  }

  func verify(_ frames: Frames, _ database: PartDatabase) throws(AccelError) {
    let reader = FeatureReader(frames: frames, database: database, tile: tile)
    let found = try decode(reader)
    for port in BlockRAMConfiguration.ports where found.widths[port] != configuration.widths[port] {
      throw mismatch(
        port, "\(found.widths[port] ?? 0)", "\(configuration.widths[port] ?? 0) in half the block")
    }
    guard found == configuration else {
      throw mismatch("another mode than", "\(found)", "\(configuration)")
    }
    try verifyFeatures(reader)
    let layout = try BlockRAMLayout.of(tile, half, database)
    let read = layout.contents(of: tile, in: frames)
    guard let place = contents.difference(from: read) else { return }
    throw mismatch("contents", "otherwise at \(place)", "what they begin with")
  }

  /// The configuration that bits hold.
  ///
  /// - Throws: ``AccelError`` `malformedFile` for a database of another kind.
  func decode(_ reader: FeatureReader) throws(AccelError) -> BlockRAMConfiguration {
    var found = BlockRAMConfiguration()
    func has(_ name: String) throws(AccelError) -> Bool { try reader.holds(block + name) }
    for port in BlockRAMConfiguration.ports {
      for width in [1, 2, 4, 9, 18] where try has("\(port)_\(width)") { found.widths[port] = width }
      if isWhole, try reader.holds("RAMB36.BRAM36_\(port)_1") { found.joined.insert(port) }
    }
    found.readsWide = try has("SDP_READ_WIDTH_36")
    found.writesWide = try has("SDP_WRITE_WIDTH_36")
    for port in ["A", "B"] {
      found.registers[port] = try has("DO\(port)_REG")
      found.writeModes[port] =
        try has("WRITE_MODE_\(port)_READ_FIRST")
        ? "READ_FIRST" : has("WRITE_MODE_\(port)_NO_CHANGE") ? "NO_CHANGE" : "WRITE_FIRST"
      if try has("RSTREG_PRIORITY_\(port)_REGCE") { found.enablePriority.insert(port) }
      if isWhole, try reader.holds("RAMB36.RAM_EXTENSION_\(port)_LOWER") {
        found.isExtended.insert(port)
      }
    }
    found.isFast = try has("RDADDR_COLLISION_HWCONFIG_PERFORMANCE")
    let clocks = BlockRAMConfiguration.registerClocks.map { $0.pin }
    for pin in BlockRAMConfiguration.pins + clocks where try !has("ZINV_\(pin)") {
      found.inverted.insert(pin)
    }
    return found
  }
}
