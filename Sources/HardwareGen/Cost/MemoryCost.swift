// SPDX-License-Identifier: BSD-3-Clause

/// What a memory with one write and one read port takes.
enum MemoryCost {
  /// In lookup tables: RAM32M or RAM64M (Xilinx UG953), whichever are fewer: groups of four tables
  /// for 6 bits of 32 words, or 3 of 64; a table joins a bit of four groups.
  static func distributed(depth: Int, bits: Int) -> FabricResources {
    let shape = table(depth: depth, bits: bits)
    let joints = shape.banks > 1 ? bits * ((shape.banks + 3) / 4) : 0
    return FabricResources(luts: 4 * shape.groups + joints)
  }

  /// As Yosys chooses where nothing is said: a half of a block RAM weighs as 16 groups.
  static func chosen(depth: Int, bits: Int) -> FabricResources {
    let block = block(depth: depth, bits: bits)
    let groups = table(depth: depth, bits: bits).groups
    return groups < 16 * block.bram18 ? distributed(depth: depth, bits: bits) : block
  }

  private static func table(depth: Int, bits: Int) -> (groups: Int, banks: Int) {
    [(words: 32, bits: 6), (words: 64, bits: 3)].map { shape in
      let banks = (depth + shape.words - 1) / shape.words
      return (groups: banks * ((bits + shape.bits - 1) / shape.bits), banks: banks)
    }.min { ($0.groups, $0.banks) < ($1.groups, $1.banks) } ?? (0, 0)
  }

  /// In block RAM: 36 bits beside 512 words of each half, or narrower and deeper.
  static func block(depth: Int, bits: Int) -> FabricResources {
    let least = MemoryCost.shapes.map { shape -> Int in
      let rows = (depth + shape.words - 1) / shape.words
      return rows * ((bits + shape.bits - 1) / shape.bits)
    }.min()
    return FabricResources(bram18: least ?? 0)
  }

  /// Of half a block RAM with two ports (Xilinx UG473).
  private static let shapes: [(words: Int, bits: Int)] = [
    (512, 36), (1024, 18), (2048, 9), (4096, 4), (8192, 2), (16_384, 1),
  ]
}
