// SPDX-License-Identifier: BSD-3-Clause

/// The one place that says which version this is.
public enum Version {
  /// As in Semantic Versioning 2.0.
  public static let text: StaticString = "0.1.0"
}
