// SPDX-License-Identifier: BSD-3-Clause

/// Which blocks' signals come to which blocks, and behind how many registers.
struct BlockGraph {
  /// What pulls two blocks together: a spring for each bit, of as many parts as it takes cycles.
  struct Spring: Equatable {
    /// Numbers of blocks, the lesser first.
    var one, other: Int
    /// The sum of 1 / cycles over the bits.
    var strength: Double

    /// With other numbers in the same order; `nil` if a block has none.
    func renumbered(_ numbers: [Int: Int]) -> Spring? {
      guard let one = numbers[one], let other = numbers[other] else { return nil }
      return Spring(one: one, other: other, strength: strength)
    }
  }

  let springs: [Spring]

  /// A cell's part in a walk: where it was entered goes on at its outputs.
  private struct Step {
    var wires: [Int] = []
    var isRegister = false
    var block: Int?
  }

  /// - Parameter blocks: number of a cell's block, by its name.
  init(_ netlist: Netlist, blocks: [String: Int]) {
    var steps: [Step] = []
    var readers: [Int: [Int]] = [:]
    var sources: [(block: Int, wire: Int)] = []
    for cell in netlist.cells {
      let block = blocks[cell.name]
      guard block != nil || BlockGraph.isLogic(cell.type) else { continue }
      var step = Step(isRegister: BlockGraph.isRegister(cell.type), block: block)
      for (pin, nets) in cell.connections.sorted(by: { $0.key < $1.key }) {
        let isOutput = BlockGraph.isOutput(pin, cell.type)
        if !isOutput && BlockGraph.isControl(pin) { continue }
        for case .wire(let wire) in nets {
          if !isOutput {
            readers[wire, default: []].append(steps.count)
          } else if let block {
            sources.append((block, wire))
          } else {
            step.wires.append(wire)
          }
        }
      }
      steps.append(step)
    }
    readers = readers.filter { $0.value.count <= BlockGraph.mostReaders }
    var strengths: [Pair: Double] = [:]
    for source in sources {
      for leg in BlockGraph.walk(from: source.wire, of: source.block, steps, readers)
      where leg.from != leg.to {
        let pair = Pair(one: min(leg.from, leg.to), other: max(leg.from, leg.to))
        strengths[pair, default: 0] += 1 / Double(leg.cycles)
      }
    }
    springs = strengths.map { Spring(one: $0.one, other: $0.other, strength: $1) }.sorted {
      ($0.one, $0.other) < ($1.one, $1.other)
    }
  }

  private struct Pair: Hashable {
    var one, other: Int
  }

  /// A part of a signal's way: from a block that it starts at or passes, to one it comes to next.
  private struct Leg {
    var from, to, cycles: Int
  }

  /// A signal behind a register, and the last block that it passed.
  private struct Front {
    var wires: [Int]
    var block: Int
    var cyclesBefore: Int
  }

  private static func walk(
    from wire: Int, of block: Int, _ steps: [Step], _ readers: [Int: [Int]]
  ) -> [Leg] {
    var legs: [Leg] = []
    var seen: Set<Int> = []
    var fronts = [Front(wires: [wire], block: block, cyclesBefore: 0)]
    var cycles = 1
    while !fronts.isEmpty, cycles <= mostCycles, seen.count < mostCells {
      var behind: [Front] = []
      for front in fronts {
        var wires = front.wires
        var registers: [Int] = []
        var passed: Int?
        while let wire = wires.popLast() {
          for reader in readers[wire] ?? [] where seen.insert(reader).inserted {
            let step = steps[reader]
            if let block = step.block {
              legs.append(Leg(from: front.block, to: block, cycles: cycles - front.cyclesBefore))
              passed = passed ?? block
            } else if step.isRegister {
              registers.append(reader)
            } else {
              wires += step.wires
            }
          }
        }
        // What a register tells a block and other registers goes on from beside that block.
        behind += registers.map { register in
          Front(
            wires: steps[register].wires, block: passed ?? front.block,
            cyclesBefore: passed == nil ? front.cyclesBefore : cycles - 1)
        }
      }
      fronts = behind
      cycles += 1
    }
    return legs
  }

  /// A signal that more read is one of control, and says nothing about where its readers belong.
  private static let mostReaders = 40
  /// What is farther away does not matter.
  private static let mostCycles = 64
  private static let mostCells = 4000

  private static func isRegister(_ type: String) -> Bool {
    type.hasPrefix("FD") || type.hasPrefix("SRL") || type.hasPrefix("RAM")
  }

  private static func isLogic(_ type: String) -> Bool {
    isRegister(type) || type.hasPrefix("LUT") || type.hasPrefix("MUXF") || type == "CARRY4"
      || type == "INV"
  }

  /// Pins of blocks and registers that carry no data.
  private static func isControl(_ pin: String) -> Bool {
    pin == "C" || pin == "CE" || pin == "R" || pin == "S" || pin.hasPrefix("CLK")
      || pin.hasSuffix("CLK") || pin.hasPrefix("ADDR") || pin.hasPrefix("EN")
      || pin.hasPrefix("WE") || pin.hasPrefix("RST") || pin.hasPrefix("REG")
  }

  private static func isOutput(_ pin: String, _ type: String) -> Bool {
    switch type {
    case "RAMB36E1", "RAMB18E1": pin.hasPrefix("DO")
    case "DSP48E1": pin == "P"
    case "PS7": pin.hasSuffix("DATA") && (pin.contains("RDATA") == pin.hasPrefix("SAXI"))
    default:
      pin == "O" || pin.hasPrefix("Q") || pin.hasPrefix("DO") || pin == "CO" || pin == "DPO"
        || pin == "SPO"
    }
  }
}
