// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation

/// The findings for people: a word, and what there is of it.
extension ProbeReport {
  private static let column = 12

  var lines: [String] {
    var lines: [String] = []
    func add(_ topic: String, _ findings: [String]) {
      for (index, finding) in (findings.isEmpty ? ["none"] : findings).enumerated() {
        let word = index == 0 ? topic : ""
        lines.append(
          word.padding(toLength: Self.column, withPad: " ", startingAt: 0) + finding)
      }
    }
    add("kernel", [image.kernel ?? "unknown"])
    add("system", systemLines)
    add("board", boardLines)
    add("program", programLines)
    add("clocks", clocks.keys.sorted().map { "\($0) \(megahertz(clocks[$0] ?? 0))" })
    add("module", accel.map(text))
    add("registers", uio.flatMap(text))
    add("buffers", bufferLines)
    add("memory", contiguous.map { [text($0)] } ?? [])
    if let control { add("control", control.lines) }
    if let design { add("design", design.lines) }
    lines.append("")
    if missing.isEmpty { lines.append("nothing is missing") }
    for remedy in missing {
      lines.append("missing: \(remedy.what)")
      if !remedy.command.isEmpty { lines.append("    \(remedy.command)") }
    }
    return lines
  }

  private var systemLines: [String] {
    let pynq = image.pynq.map { release in
      "PYNQ \(release)" + (image.revision.map { ", \($0)" } ?? "")
    }
    return [image.system, pynq].compactMap(\.self)
  }

  private var boardLines: [String] {
    guard let family = board.family else { return ["no Zynq board"] }
    return [
      [board.model ?? board.board ?? "unknown model", family, board.part ?? "unknown part"]
        .joined(separator: ", ")
    ]
  }

  private var programLines: [String] {
    let loaders = loaders.map { loader in
      let name = loader.name.isEmpty ? "" : " (\(loader.name))"
      let state = loader.state.isEmpty ? "" : ", \(loader.state)"
      return "\(loader.kind): \(loader.path)\(name)\(state)\(allowed(loader.allowed))"
    }
    if loaders.isEmpty, let managerState {
      return ["FPGA manager without the attribute firmware, \(managerState)"]
    }
    return loaders
  }

  private var bufferLines: [String] {
    zocl.map { "zocl: " + text($0) } + udmabuf.map { "u-dma-buf: " + text($0) }
      + [xlnk].compactMap(\.self).map { "xlnk: " + text($0) }
      + heaps.map { "dma-heap: " + text($0) }
  }

  private func text(_ node: Node) -> String {
    node.path + (node.detail.map { ", \($0)" } ?? "") + allowed(node.allowed)
  }

  private func text(_ device: UserIO) -> [String] {
    ["\(device.path) \(device.name)\(allowed(device.allowed))"]
      + device.maps.map { map in
        String(format: "  0x%08llx, %llu bytes", map.address, map.size)
          + (map.name.isEmpty ? "" : ", \(map.name)")
      }
  }

  private func text(_ memory: Contiguous) -> String {
    "\(memory.free >> 10) KiB contiguous free"
      + (memory.total.map { " of \($0 >> 10) KiB" } ?? "")
  }

  private func allowed(_ isAllowed: Bool) -> String { isAllowed ? "" : ", not for you" }

  private func megahertz(_ hertz: UInt64) -> String {
    String(format: "%.6g MHz", Double(hertz) / 1e6)
  }
}
