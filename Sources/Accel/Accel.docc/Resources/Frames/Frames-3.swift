// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport

@main struct Frames {
  static func main() throws {
    let file = try NetworkFile.network(BinaryFile.read("lenet5.accel"), named: "lenet5.accel")
    guard case .overlay(let network) = file else {
      throw AccelError(
        .malformedFile, attempt: "read lenet5.accel", problem: "its network is not for an overlay",
        remedy: "make it as the first tutorial does")
    }
    let digits = try IDXFile.images(BinaryFile.read("digits"), named: "digits")
    print(digits.count, "digits for", network.name)

    let trace = try DeviceTrace()
    var session = try Session(Device("sim:", trace: trace), network)
    let loading = trace.contents().events.count
    print("loading took", session.statistics.transfers, "transfers, and", loading, "events")

    var current = try session.makeFrame()
    var next = try session.makeFrame()
  }
}
