// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// Which board this is, as far as its kernel and its image say.
struct BoardIdentity: Codable, Equatable {
  /// Of the device tree, for people.
  var model: String?
  /// `zynq-7000` or `zynqmp`; none on another machine.
  var family: String?
  /// The chip's, or the board's where the image names it: then with its package.
  var part: String?
  /// For example `Pynq-Z1`, as PYNQ's image has it in its environment.
  var board: String?

  /// Boards by the names that PYNQ gives them (board.mk files), with their parts.
  private static let parts = ["pynq-z1": "xc7z020clg400-1", "pynq-z2": "xc7z020clg400-1"]

  init(_ root: SystemRoot) {
    model = root.texts("/proc/device-tree/model").first
    let compatible = root.texts("/proc/device-tree/compatible")
    if compatible.contains("xlnx,zynq-7000") {
      family = "zynq-7000"
    } else if compatible.contains("xlnx,zynqmp") {
      family = "zynqmp"
    }
    board = BoardIdentity.board(root)
    let chip = FPGALoader.boardPart(root: root.path)
    let named = board.flatMap { BoardIdentity.parts[$0.lowercased()] }.flatMap { FPGAPart($0) }
    // What the image says counts where it does not contradict the chip.
    if let chip, let named {
      part = (chip.accepts(named) ? named : chip).description
    } else {
      part = chip?.description ?? (family == nil ? nil : named?.description)
    }
  }

  /// `BOARD` of PYNQ's `/etc/environment` (2.x) or `/etc/profile.d/boardname.sh`.
  private static func board(_ root: SystemRoot) -> String? {
    for file in ["/etc/environment", "/etc/profile.d/boardname.sh"] {
      for line in root.lines(file) {
        let text = line.hasPrefix("export ") ? line.dropFirst(7) : line[...]
        guard text.hasPrefix("BOARD=") else { continue }
        let name = text.dropFirst(6).filter { $0 != "\"" && $0 != "'" }
        if !name.isEmpty { return String(name) }
      }
    }
    return nil
  }
}
