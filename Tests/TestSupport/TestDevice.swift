// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation
public import Testing

extension Tag {
  /// Runs on the board that ``TestDevice`` names.
  @Tag public static var board: Self
}

/// The board of the tests that are tagged `board`: `$ACCEL_TEST_DEVICE`, such as
/// `board:/dev/accel0`, with the LeNet-5 overlay; the simulated one if there is none. A board is
/// not shared: `swift test --no-parallel`.
///
/// What a board cannot be asked for, such as its faults, is tested with `sim:` all the same.
public enum TestDevice {
  private static let simulation = "sim:"
  private static let name = ProcessInfo.processInfo.environment["ACCEL_TEST_DEVICE"] ?? simulation

  public static var isSimulated: Bool { name.hasPrefix(simulation) }

  /// For `Device`; says in the log which test runs on a board.
  public static var locator: String {
    let test = Test.current
    if test?.tags.contains(.board) != true {
      Issue.record("a test on the device under test has the tag board")
    }
    if !isSimulated { print("ON \(name): \(test?.displayName ?? test?.name ?? "?")") }
    return name
  }

  /// The device under test where it has the overlay, or else a simulated one.
  public static func locator(overlay: String) -> String {
    overlay == "lenet" ? locator : "sim:overlay=\(overlay)"
  }
}
