// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation

/// The default network as simulated RTL: `$ACCEL_RTL_LENET5`, a library that `make rtl-session-test`
/// makes.
public enum SimulatedDesign {
  /// `nil` where there is none.
  public static var path: String? {
    ProcessInfo.processInfo.environment["ACCEL_RTL_LENET5"].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Whether there is one; says so where there is not.
  public static var isThere: Bool {
    if path != nil { return true }
    print("SKIPPED for want of a simulated design (make rtl-session-test)")
    return false
  }

  /// The network file that it is made of.
  public static var networkPath: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
      .appendingPathComponent("Sources/ProgramSupport/Resources/lenet5.accel").path
  }
}
