// SPDX-License-Identifier: BSD-3-Clause

/// A row of Table 1 of "A PYNQ-based Framework for Rapid CNN Prototyping" (FCCM 2018): LeNet-5.
struct PublishedResult: Codable, Equatable {
  var platform: String
  var format: String
  var gigaOperationsPerSecond: Double
  var gigaOperationsPerSecondPerWatt: Double

  static let source =
    "Table 1 of \"A PYNQ-based Framework for Rapid CNN Prototyping\" (FCCM 2018)"

  static let table1 = [
    PublishedResult(
      platform: "Cortex-A9", format: "float32", gigaOperationsPerSecond: 0.133,
      gigaOperationsPerSecondPerWatt: 0.0479),
    PublishedResult(
      platform: "TK1 Cortex-A15", format: "float32", gigaOperationsPerSecond: 2.73,
      gigaOperationsPerSecondPerWatt: 0.546),
    PublishedResult(
      platform: "TK1 Kepler GPU", format: "float32", gigaOperationsPerSecond: 7.31,
      gigaOperationsPerSecondPerWatt: 0.731),
    PublishedResult(
      platform: "fpgaConvNet, XC7Z020", format: "fixed16", gigaOperationsPerSecond: 0.480,
      gigaOperationsPerSecondPerWatt: 0.274),
    PublishedResult(
      platform: "the paper, XC7Z020", format: "fixed8", gigaOperationsPerSecond: 2.56,
      gigaOperationsPerSecondPerWatt: 1.35),
  ]
}
