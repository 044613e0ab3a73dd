// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import Foundation

/// What a device's fabric holds, for whoever asked to open it.
struct DesignReport: Codable, Equatable {
  struct Layer: Codable, Equatable {
    var kind: String
    var chains: Int
    var taps: Int
    var outputsPerTap: Int
    var depth: Int
    var loadWords: Int
  }

  /// The board's name.
  var device: String
  /// Whether it is a generated design; the rest is of one.
  var isGenerated: Bool
  var version: UInt32 = 0
  var structure = ""
  /// What the memories held when the fabric was programmed, empty if nothing.
  var contents = ""
  var format = ""
  var kilohertz = 0
  var layers: [Layer] = []

  /// - Throws: ``AccelError`` as opening the device does, or `fabricNotProgrammed`.
  init(_ locator: String) throws(AccelError) {
    let opened = try Device(locator)
    device = opened.name
    guard let design = try DesignIdentity(opened) else {
      isGenerated = false
      return
    }
    isGenerated = true
    version = design.version
    structure = DesignReport.hexadecimal(design.structureHash)
    contents = design.contentsHash == 0 ? "" : DesignReport.hexadecimal(design.contentsHash)
    format = design.format.description
    kilohertz = design.clockKilohertz
    layers = design.layers.map { layer in
      Layer(
        kind: layer.kind.map { "\($0)" } ?? "unknown", chains: layer.chains, taps: layer.taps,
        outputsPerTap: layer.outputsPerTap, depth: layer.depth, loadWords: layer.loadCount)
    }
  }

  /// For people.
  var lines: [String] {
    guard isGenerated else { return ["\(device) holds no generated design"] }
    let held = contents.isEmpty ? "empty memories" : "contents \(contents)"
    let clock = String(format: "%.6g", Double(kilohertz) / 1000)
    return ["\(device): structure \(structure), \(held), \(format), made for \(clock) MHz"]
      + layers.enumerated().map { index, layer in
        let array =
          layer.depth == 0
          ? ""
          : ", \(layer.chains) chains of \(layer.taps) DSPs for \(layer.outputsPerTap) channels "
            + "each, memories of \(layer.depth) words"
        return "  \(index) \(layer.kind)\(array)"
      }
  }

  private static func hexadecimal(_ hash: UInt64) -> String { String(format: "0x%016llx", hash) }
}
