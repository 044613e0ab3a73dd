// SPDX-License-Identifier: BSD-3-Clause

/// Ends a placer that goes round in circles: what does not fit is not always refused, it is tried
/// for ever, without a word.
struct PlacerWatch {
  private enum Phase {
    case before, placing, routing
  }

  /// Seconds of processor time without a line.
  let placerLimit: Double
  /// Seconds of routing in all.
  let routerLimit: Double
  private var phase = Phase.before
  private var isFresh = true
  private var lastLine = 0.0
  private var routingStart: Double?

  init(placerLimit: Double, routerLimit: Double) {
    self.placerLimit = placerLimit
    self.routerLimit = routerLimit
  }

  mutating func note(_ line: String) {
    isFresh = true
    if line.contains("Running Static placer") { phase = .placing }
    if line.contains("Running router") { phase = .routing }
  }

  /// - Returns: why the tool must end.
  mutating func reason(_ state: ToolProcess.State) -> String? {
    if isFresh {
      lastLine = state.processorSeconds
      isFresh = false
    }
    switch phase {
    case .before: return nil
    case .placing:
      guard state.processorSeconds - lastLine > placerLimit else { return nil }
      return "the placer made no progress for \(Int(placerLimit)) s of processor time and was "
        + "ended; the part may be too full: try another seed, or a slower network"
    case .routing:
      let start = routingStart ?? state.seconds
      routingStart = start
      guard state.seconds - start > routerLimit else { return nil }
      return "the router did not finish within \(Int(routerLimit)) s and was ended"
    }
  }
}
