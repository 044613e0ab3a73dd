// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

#if canImport(Glibc)
  internal import Glibc
#endif

/// The system's zlib. It is opened at run time, so that building Accel needs nothing but the Swift
/// toolchain; see Docs/Decisions/0003-zlib-at-run-time.md.
enum Zlib {
  /// One of its functions.
  ///
  /// - Parameters:
  ///   - type: its signature in zlib.h, which the caller vouches for.
  ///   - remedy: what to do instead of installing zlib.
  /// - Throws: ``AccelError`` `unavailable` where the system has no zlib.
  static func function<Function>(
    _ name: String, _ type: Function.Type, attempt: String, remedy: String
  ) throws(AccelError) -> Function {
    // SAFETY: the library is never closed, so that its functions stay.
    guard let library = unsafe dlopen("libz.so.1", RTLD_NOW),
      let symbol = unsafe dlsym(library, name)
    else {
      throw AccelError(
        .unavailable, attempt: attempt, problem: "this system has no libz.so.1",
        remedy: "install zlib (Debian: zlib1g), or \(remedy)")
    }
    return unsafe unsafeBitCast(symbol, to: type)
  }
}
