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

    let size = network.input.count
    try current.pack { words in
      let pixels = digits.pixels.span.extracting(0..<size)
      network.encoding.encode(pixels, elements: size, into: &words)
    }

    for index in 0..<3 {
      current = try session.run(current) { () throws(AccelError) in
        try next.pack { words in
          let start = (index + 1) * size
          let pixels = digits.pixels.span.extracting(start..<start + size)
          network.encoding.encode(pixels, elements: size, into: &words)
        }
        print("digit", index, "computes, digit", index + 1, "is packed")
      }
      let results = try current.results()
      let best = results.indices.max { results[$0] < results[$1] } ?? 0
      print("digit", index, "is a", best)
      swap(&current, &next)
    }
    try session.close()

    for event in trace.contents().events.dropFirst(loading) {
      switch event.kind {
      case .synchronizeForDevice, .send, .receive, .wait, .end: print(event)
      default: break
      }
    }
  }
}
