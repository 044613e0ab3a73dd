// SPDX-License-Identifier: BSD-3-Clause

/// When each row of each layer is made, row by row: layers wait for the rows of their windows and
/// for whoever takes their results to have room.
///
/// A row begins when everything it needs is there; times follow from those of earlier rows, so the
/// model needs no clock. Of the small FIFOs it knows those of convolutions and averages, in which
/// results wait while the next layer writes padding.
struct RowTiming {
  /// What comes out.
  struct Result: Sendable, Hashable {
    /// Cycles between two images in the steady state.
    let period: Int
    /// Cycles from the first beat of an image to the last of its results, in an idle design.
    let latency: Int
    /// For each layer, the most rows that waited on each of its links.
    let waiting: [[Int]]
  }

  private let layers: [RowLayer]
  private let imageRows: Int
  private let imageRowCycles: Int
  private let images: Int
  /// Takers of each source, the image's last.
  private var takers: [[(layer: Int, link: Int)]]
  private var states: [State]
  private var source = Rows()

  init(_ layers: [RowLayer], imageRows: Int, imageRowCycles: Int, images: Int = 6) {
    self.layers = layers
    self.imageRows = imageRows
    self.imageRowCycles = imageRowCycles
    self.images = images
    states = layers.map { State(taken: $0.links.map { _ in Rows() }) }
    takers = [[(Int, Int)]](repeating: [], count: layers.count + 1)
    for (index, layer) in layers.enumerated() {
      for (link, from) in layer.links.enumerated() {
        takers[from.source < 0 ? layers.count : from.source].append((index, link))
      }
    }
  }

  /// - Returns: `nil` if the layers wait for each other for ever.
  static func result(
    _ layers: [RowLayer], imageRows: Int, imageRowCycles: Int
  ) -> Result? {
    var timing = RowTiming(layers, imageRows: imageRows, imageRowCycles: imageRowCycles)
    return timing.run()
  }

  private mutating func run() -> Result? {
    var goesOn = true
    while goesOn {
      goesOn = false
      while advanceSource() { goesOn = true }
      for index in layers.indices {
        while advanceWriter(index) || advance(index) { goesOn = true }
      }
    }
    let rows = layers[layers.count - 1].rows
    let ends = states[layers.count - 1].made.ends
    guard ends.count == images * rows else { return nil }
    // The first images fill the rings.
    let settled = images / 2
    let spread = ends[images * rows - 1] - ends[settled * rows - 1]
    return Result(
      period: spread / (images - settled), latency: ends[rows - 1],
      waiting: layers.indices.map { index in
        layers[index].links.indices.map { waiting(index, $0) }
      })
  }

  // MARK: rows that are made

  private struct Rows {
    var starts: [Int] = []
    var ends: [Int] = []
    var lastEnd: Int { ends.last ?? 0 }

    mutating func add(_ start: Int, _ end: Int) {
      starts.append(start)
      ends.append(end)
    }
  }

  private struct State {
    /// As the next layers see them.
    var made = Rows()
    /// When the last of them left the layer's own hands.
    var computed = 0
    /// Rows of the ring, padding included.
    var written = Rows()
    /// When the place of each row that was kept was given back.
    var givenBack: [Int] = []
    /// For each link, when each row was taken.
    var taken: [Rows]
  }

  private mutating func advanceSource() -> Bool {
    let row = source.starts.count
    guard row < images * imageRows, let room = room(takers[layers.count], row) else { return false }
    let start = max(source.lastEnd, room.start)
    source.add(start, max(start + max(imageRowCycles, room.cycles), room.end))
    return true
  }

  private func rows(of source: Int) -> Rows { source < 0 ? self.source : states[source].made }

  /// From when on everybody takes a row, how long that takes and when it can end at the earliest;
  /// `nil` if it is not known yet.
  private func room(
    _ takers: [(layer: Int, link: Int)], _ row: Int
  ) -> (start: Int, cycles: Int, end: Int)? {
    var (start, cycles, end) = (0, 0, 0)
    for (layer, link) in takers {
      let depth = layers[layer].links[link].rows
      if depth > 0 {
        guard row >= depth else { continue }
        // Places become free one by one while an earlier row is taken.
        let (taken, earlier) = (states[layer].taken[link], row - depth)
        guard earlier < taken.ends.count else { return nil }
        start = max(start, taken.starts[earlier])
        end = max(end, taken.ends[earlier])
      } else {
        guard let ready = ready(layer, row) else { return nil }
        start = max(start, ready)
        cycles = max(cycles, layers[layer].ring?.writeCycles ?? layers[layer].cycles)
      }
    }
    return (start, cycles, end)
  }

  /// When a layer can begin to take a row of its input.
  private func ready(_ index: Int, _ row: Int) -> Int? {
    let state = states[index]
    guard let ring = layers[index].ring else {
      guard state.made.starts.count == row, let room = room(takers[index], row) else { return nil }
      return max(state.computed, room.start - layers[index].latency)
    }
    let (image, y) = (row / ring.inputHeight, row % ring.inputHeight)
    return writable(index, image * ring.paddedHeight + ring.padTop + y)
  }

  /// When a row of the ring can be written.
  private func writable(_ index: Int, _ row: Int) -> Int? {
    let (state, layer) = (states[index], layers[index])
    guard let ring = layer.ring, state.written.ends.count == row else { return nil }
    let (image, y) = (row / ring.paddedHeight, row % ring.paddedHeight)
    let before = ring.kept(of: y, windows: layer.rows)
    guard ring.kept(of: y + 1, windows: layer.rows) > before else { return state.written.lastEnd }
    let place =
      image * ring.kept(of: ring.paddedHeight, windows: layer.rows) + before - ring.rows
    guard place >= 0 else { return state.written.lastEnd }
    guard place < state.givenBack.count else { return nil }
    return max(state.written.lastEnd, state.givenBack[place])
  }

  private mutating func advanceWriter(_ index: Int) -> Bool {
    guard let ring = layers[index].ring else { return false }
    let row = states[index].written.ends.count
    let (image, y) = (row / ring.paddedHeight, row % ring.paddedHeight - ring.padTop)
    guard image < images, let free = writable(index, row) else { return false }
    guard (0..<ring.inputHeight).contains(y) else {
      states[index].written.add(free, free + ring.padCycles)
      return true
    }
    let from = rows(of: layers[index].links[0].source)
    let sourceRow = image * ring.inputHeight + y
    guard sourceRow < from.starts.count else { return false }
    let start = max(free, from.starts[sourceRow])
    let end = max(start + ring.writeCycles, from.ends[sourceRow])
    states[index].written.add(start, end)
    states[index].taken[0].add(start, end)
    return true
  }

  /// Make a row of a layer's results.
  private mutating func advance(_ index: Int) -> Bool {
    let layer = layers[index]
    let row = states[index].made.ends.count
    guard row < images * layer.rows, let room = room(takers[index], row) else { return false }
    guard let ring = layer.ring else {
      let cycles = max(layer.cycles, room.cycles)
      return advanceStream(index, row, room.start, cycles, room.end - layer.latency)
    }
    let (image, y) = (row / layer.rows, row % layer.rows)
    let first = image * ring.paddedHeight
    let needed = first + y * ring.stride + ring.kernelHeight - 1
    guard needed < states[index].written.ends.count else { return false }
    let start = max(
      states[index].computed, states[index].written.ends[needed],
      left(index, row * layer.beats - layer.ahead) - layer.latency)
    let seen = max(start + layer.latency, room.start, states[index].made.lastEnd)
    // Whoever waits to be taken has made no more than there is room for.
    let rest = max(0, layer.beats - layer.ahead) * layer.cycles / layer.beats
    states[index].made.add(
      seen,
      max(
        seen + max(layer.beats, room.cycles, rest), start + layer.cycles + layer.latency, room.end))
    let end = max(
      start + layer.cycles, left(index, (row + 1) * layer.beats - layer.ahead) - layer.latency)
    states[index].computed = end
    let all = ring.kept(of: ring.paddedHeight, windows: layer.rows)
    let kept = image * all + (y == layer.rows - 1 ? all : (y + 1) * ring.step)
    while states[index].givenBack.count < kept { states[index].givenBack.append(end) }
    return true
  }

  /// When so many beats of a layer's have been taken.
  private func left(_ index: Int, _ beats: Int) -> Int {
    guard beats > 0 else { return 0 }
    let (made, length) = (states[index].made, layers[index].beats)
    let row = (beats - 1) / length
    let cycles = made.ends[row] - made.starts[row]
    return made.starts[row] + cycles * (beats - row * length) / length
  }

  private mutating func advanceStream(
    _ index: Int, _ row: Int, _ room: Int, _ cycles: Int, _ earliest: Int
  ) -> Bool {
    let layer = layers[index]
    var start = max(states[index].computed, room - layer.latency)
    var end = earliest
    for link in layer.links {
      let from = rows(of: link.source)
      guard row < from.starts.count else { return false }
      start = max(start, from.starts[row])
      end = max(end, from.ends[row])
    }
    end = max(end, start + cycles)
    states[index].made.add(start + layer.latency, end + layer.latency)
    states[index].computed = end
    for link in layer.links.indices { states[index].taken[link].add(start, end) }
    return true
  }

  /// The most rows between a source and a taker at any time.
  private func waiting(_ index: Int, _ link: Int) -> Int {
    let starts = rows(of: layers[index].links[link].source).starts
    let taken = states[index].taken[link].ends
    var (most, gone) = (0, 0)
    for (row, start) in starts.enumerated() {
      while gone < taken.count && taken[gone] <= start { gone += 1 }
      most = max(most, row + 1 - gone)
    }
    return most
  }
}
