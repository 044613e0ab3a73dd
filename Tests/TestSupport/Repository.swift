// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation

/// The checkout that the tests were built from.
public enum Repository {
  public static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path
}
