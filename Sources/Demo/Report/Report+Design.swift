// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ProgramSupport

extension Report.Design {
  /// - Parameter counters: of a run of `images`, cleared before it.
  init(_ identity: DesignIdentity, _ counters: DesignCounters, images: Int) {
    let cycles = Double(counters.cycles)
    megahertz = Double(identity.clockKilohertz) / 1000
    cyclesPerImage = cycles / Double(images)
    imagesPerSecond = cycles > 0 ? Double(images) * megahertz * 1e6 / cycles : 0
    layers = counters.layers.map { layer in
      func share(_ count: UInt32) -> Double { cycles > 0 ? Double(count) / cycles : 0 }
      return Layer(
        name: layer.name, busy: share(layer.busy), starved: share(layer.starved),
        blocked: share(layer.blocked))
    }
  }

  /// For the screen.
  ///
  /// - Parameter how: the clock counts: simulated or measured.
  func lines(_ how: String) -> [String] {
    var lines = [
      "design   \(Figures.text(cyclesPerImage)) cycles an image \(how), at "
        + "\(Figures.text(megahertz)) MHz \(Figures.text(imagesPerSecond)) images/s"
    ]
    if let busiest = layers.max(by: { $0.busy < $1.busy }) {
      lines.append(
        "         busiest is \(busiest.name), which computes \(Figures.percent(busiest.busy)) of the "
          + "cycles")
    }
    return lines
  }
}
