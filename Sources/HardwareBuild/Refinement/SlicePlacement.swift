// SPDX-License-Identifier: BSD-3-Clause

/// Which unit is in which letter of which slice; all that happens to it are exchanges.
struct SlicePlacement {
  let sites: LogicSites
  /// Heights of more than one are chains.
  private let heights: [Int]
  private let letters: [Int?]
  private let needsMemory: [Bool]
  private let isFixed: [Bool]
  private let controls: [Int32]
  /// Four of each slice; -1 where nothing is.
  private(set) var slots: [Int32]
  /// The lowest slice of each unit.
  private(set) var site: [Int]

  init(_ units: [LogicUnits.Unit], _ sites: LogicSites) {
    self.sites = sites
    heights = units.map { $0.sites.count }
    letters = units.map { $0.letter }
    needsMemory = units.map { $0.needsMemory }
    isFixed = units.map { $0.isFixed }
    controls = units.map { Int32($0.control) }
    site = units.map { $0.sites[0] }
    slots = [Int32](repeating: -1, count: 4 * sites.sites.count)
    for (number, unit) in units.enumerated() {
      for site in unit.sites {
        for letter in 0..<4 where unit.letter ?? letter == letter {
          slots[4 * site + letter] = Int32(number)
        }
      }
    }
  }

  func isWhole(_ unit: Int) -> Bool { letters[unit] == nil }

  /// The slot of a unit that takes one letter.
  func slot(of unit: Int) -> Int? {
    guard letters[unit] != nil else { return nil }
    return (4 * site[unit]..<4 * site[unit] + 4).first { slots[$0] == Int32(unit) }
  }

  /// Whether what is in two letters can change places.
  func canExchange(_ one: Int, _ other: Int) -> Bool {
    guard one / 4 != other / 4, isPlain(one / 4), isPlain(other / 4) else { return false }
    return fits(slots[one], in: other) && fits(slots[other], in: one)
  }

  mutating func exchange(_ one: Int, _ other: Int) {
    slots.swapAt(one, other)
    if slots[one] >= 0 { site[Int(slots[one])] = one / 4 }
    if slots[other] >= 0 { site[Int(slots[other])] = other / 4 }
  }

  /// Whether a unit of whole slices can change places with all that is at others.
  func canMove(_ unit: Int, to target: Int) -> Bool {
    let (first, height) = (site[unit], heights[unit])
    guard !isFixed[unit], sites.sites.indices.contains(target + 2 * (height - 1)) else {
      return false
    }
    if sites.sites[target].x == sites.sites[first].x, (target - first) % 2 == 0,
      abs(target - first) < 2 * height
    {
      return false
    }
    for step in 0..<height {
      let (here, there) = (first + 2 * step, target + 2 * step)
      if step > 0 && sites.above(there - 2) != there { return false }
      if needsMemory[unit] && !sites.sites[there].isMemory { return false }
      let other = slots[4 * there]
      guard other >= 0, isWhole(Int(other)) else { continue }
      if heights[Int(other)] > 1 || isFixed[Int(other)] { return false }
      if needsMemory[Int(other)] && !sites.sites[here].isMemory { return false }
    }
    return true
  }

  mutating func move(_ unit: Int, to target: Int) {
    let (first, height) = (site[unit], heights[unit])
    for step in 0..<height {
      for letter in 0..<4 {
        let (one, other) = (4 * (first + 2 * step) + letter, 4 * (target + 2 * step) + letter)
        slots.swapAt(one, other)
        if slots[one] >= 0 { site[Int(slots[one])] = one / 4 }
      }
    }
    site[unit] = target
  }

  /// The units in the slices that another one would take, each once.
  func units(at target: Int, insteadOf unit: Int) -> [Int] {
    var units: [Int] = []
    for step in 0..<heights[unit] {
      for letter in 0..<4 {
        let other = slots[4 * (target + 2 * step) + letter]
        if other >= 0 && units.last != Int(other) { units.append(Int(other)) }
      }
    }
    return units
  }

  /// No unit takes all of it.
  private func isPlain(_ site: Int) -> Bool {
    let first = slots[4 * site]
    return first < 0 || !isWhole(Int(first))
  }

  /// Whether registers of a unit share clock, enable and reset with those that stay.
  private func fits(_ unit: Int32, in slot: Int) -> Bool {
    guard unit >= 0, controls[Int(unit)] >= 0 else { return true }
    let first = slot / 4 * 4
    for other in first..<(first + 4) where other != slot {
      guard slots[other] >= 0 else { continue }
      let control = controls[Int(slots[other])]
      if control >= 0 && control != controls[Int(unit)] { return false }
    }
    return true
  }
}
