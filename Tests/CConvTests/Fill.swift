// SPDX-License-Identifier: BSD-3-Clause

import TestSupport

/// Words to try: what networks hold, and what breaks sums.
enum Fill: CaseIterable {
  case anyBits
  case smallWords
  case leastByte
  case leastHalfWord
  case leastWord
  case greatestWord
  case signsAlternating

  func words(_ count: Int, _ random: inout SeededRandom) -> [Int32] {
    switch self {
    case .anyBits:
      (0..<count).map { _ in Int32(truncatingIfNeeded: random.next()) }
    case .smallWords:
      (0..<count).map { _ in Int32(truncatingIfNeeded: random.next() % 37) - 18 }
    case .leastByte:
      Array(repeating: -128, count: count)
    case .leastHalfWord:
      Array(repeating: -32768, count: count)
    case .leastWord:
      Array(repeating: .min, count: count)
    case .greatestWord:
      Array(repeating: .max, count: count)
    case .signsAlternating:
      (0..<count).map { $0 % 2 == 0 ? 32767 : -32768 }
    }
  }
}
