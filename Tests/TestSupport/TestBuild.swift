// SPDX-License-Identifier: BSD-3-Clause

/// How the tests were built. Debug builds compute a hundred times slower.
public enum TestBuild {
  public static var isDebug: Bool {
    #if DEBUG
      true
    #else
      false
    #endif
  }
}
