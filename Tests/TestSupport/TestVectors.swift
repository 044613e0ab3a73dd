// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation

/// Files of Tests/Vectors; what they hold stands in the README there.
public enum TestVectors {
  public static func path(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Vectors").appendingPathComponent(name).path
  }
}
