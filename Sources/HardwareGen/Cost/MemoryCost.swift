// SPDX-License-Identifier: BSD-3-Clause

/// What a memory with one write and one read port takes.
enum MemoryCost {
  /// In lookup tables: RAM32M and RAM64M (Xilinx UG953), four for 6 bits of 32 words, or 3 of 64.
  static func distributed(depth: Int, bits: Int) -> FabricResources {
    guard depth > 32 else { return FabricResources(luts: (bits + 5) / 6 * 4) }
    let banks = (depth + 63) / 64
    return FabricResources(luts: banks * ((bits + 2) / 3) * 4 + (banks > 1 ? bits : 0))
  }

  /// As Yosys chooses where nothing is said: a half of a block RAM weighs as 16 groups of four LUTs.
  static func chosen(depth: Int, bits: Int) -> FabricResources {
    let (tables, block) = (distributed(depth: depth, bits: bits), block(depth: depth, bits: bits))
    return tables.luts < 64 * block.bram18 ? tables : block
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
