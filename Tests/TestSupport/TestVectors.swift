// SPDX-License-Identifier: BSD-3-Clause

/// Files of Tests/Vectors; what they hold stands in the README there.
public enum TestVectors {
  public static func path(_ name: String) -> String {
    Repository.root + "/Tests/Vectors/" + name
  }
}
