// SPDX-License-Identifier: BSD-3-Clause

/// What a memory with one write and one read port takes.
enum MemoryCost {
  /// In lookup tables: RAM64M and RAM128X1D (Xilinx UG953).
  static func distributed(depth: Int, bits: Int) -> FabricResources {
    let banks = (depth + 63) / 64
    return FabricResources(luts: banks * (bits + 2) / 3 * 4 + (banks > 1 ? bits : 0))
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
