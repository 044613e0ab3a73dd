// SPDX-License-Identifier: BSD-3-Clause

/// exp(-x) of x >= 0, near enough, and the same on every machine.
func expNegative(_ x: Double) -> Double {
  guard x < 40 else { return 0 }
  var part = 1 - x / 1024
  for _ in 0..<10 { part *= part }
  return part
}
