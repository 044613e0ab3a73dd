// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation

/// Data that the project does not ship: `$ACCEL_TEST_DATA`, or `../shared/data` beside the checkout.
public enum SharedData {
  /// The path of a file or folder, or `nil` where it is absent.
  public static func path(_ relative: String) -> String? {
    let root =
      ProcessInfo.processInfo.environment["ACCEL_TEST_DATA"]
      ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("shared/data").path
    let path = root + "/" + relative
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }

  /// Whether it is there; says so by name where it is not.
  public static func has(_ relative: String) -> Bool {
    if path(relative) != nil { return true }
    print("SKIPPED for want of \(relative) (set ACCEL_TEST_DATA to the folder that has it)")
    return false
  }
}
