// SPDX-License-Identifier: BSD-3-Clause
import Accel
import HardwareGen
import ModelImport

@main struct Design {
  static func main() throws {
    let file = try NetworkFile.network(BinaryFile.read("lenet5.accel"), named: "lenet5.accel")
    guard case .native(let network) = file else {
      throw AccelError(
        .malformedFile, attempt: "read lenet5.accel", problem: "its network is not native",
        remedy: "copy it from the checkout again")
    }
    guard let board = HardwareBoard.named("pynq-z1") else {
      throw AccelError(
        .invalidArgument, attempt: "design for pynq-z1", problem: "the board is not known",
        remedy: "name one that accel generate --help lists")
    }
    print(network.name, "on", board.part.name)

    for cycles in [6_400, 12_800, 51_200] {
      let options = GenerationOptions(board: board, target: .cycles(cycles))
      let estimate = try HardwareDesign(network, options).estimate
      print(estimate.cyclesPerImage, "cycles for", estimate.resources.dsp, "DSPs")
    }

    let options = GenerationOptions(board: board, target: .cycles(12_800))
    let design = try HardwareDesign(network, options)
    for layer in design.estimate.layers {
      print(layer.name, layer.computeCycles, "cycles,", layer.resources.bram18, "RAMB18")
    }
  }
}
