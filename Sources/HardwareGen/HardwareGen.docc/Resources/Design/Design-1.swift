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
  }
}
