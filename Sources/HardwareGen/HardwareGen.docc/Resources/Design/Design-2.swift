// SPDX-License-Identifier: BSD-3-Clause
import Accel
import HardwareGen
import ModelImport

@main struct Design {
  static func main() throws {
    let file = try NetworkFile.network(BinaryFile.read("lenet5.accel"), named: "lenet5.accel")
    guard case .native(let network) = file else { fatalError("lenet5.accel is not native") }
    guard let board = HardwareBoard.named("pynq-z1") else { fatalError("no such board") }
    print(network.name, "on", board.part.name)

    for cycles in [6_400, 12_800, 51_200] {
      let options = GenerationOptions(board: board, target: .cycles(cycles))
      let estimate = try HardwareDesign(network, options).estimate
      print(estimate.cyclesPerImage, "cycles for", estimate.resources.dsp, "DSPs")
    }
  }
}
