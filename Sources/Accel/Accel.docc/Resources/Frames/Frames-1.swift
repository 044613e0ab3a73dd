// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport

@main struct Frames {
  static func main() throws {
    let file = try NetworkFile.network(BinaryFile.read("lenet5.accel"), named: "lenet5.accel")
    guard case .overlay(let network) = file else { fatalError("lenet5.accel is not an overlay's") }
    let digits = try IDXFile.images(BinaryFile.read("digits"), named: "digits")
    print(digits.count, "digits for", network.name)
  }
}
