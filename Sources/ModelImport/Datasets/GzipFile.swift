// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

#if canImport(Glibc)
  internal import Glibc
#endif

/// Gzip files, through the system's zlib. It is opened at run time, so that building Accel needs
/// nothing but the Swift toolchain; see Docs/Decisions/0003-zlib-at-run-time.md.
enum GzipFile {
  static let magic: [UInt8] = [0x1f, 0x8b]

  private typealias Open =
    @convention(c) (UnsafePointer<CChar>, UnsafePointer<CChar>) ->
    OpaquePointer?
  private typealias Read = @convention(c) (OpaquePointer, UnsafeMutableRawPointer, UInt32) -> Int32
  private typealias Close = @convention(c) (OpaquePointer) -> Int32

  /// - Throws: ``AccelError``: `unavailable` where the system has no zlib, `malformedFile` for a
  ///   damaged or truncated file.
  static func read(_ path: String) throws(AccelError) -> [UInt8] {
    // SAFETY: the signatures are those of zlib.h; the library is never closed.
    guard let library = unsafe dlopen("libz.so.1", RTLD_NOW),
      let openSymbol = unsafe dlsym(library, "gzopen"),
      let readSymbol = unsafe dlsym(library, "gzread"),
      let closeSymbol = unsafe dlsym(library, "gzclose")
    else {
      throw AccelError(
        .unavailable, attempt: "unpack \(path)", problem: "this system has no libz.so.1",
        remedy: "install zlib (Debian: zlib1g), or unpack the file with gunzip")
    }
    let open = unsafe unsafeBitCast(openSymbol, to: Open.self)
    let read = unsafe unsafeBitCast(readSymbol, to: Read.self)
    let close = unsafe unsafeBitCast(closeSymbol, to: Close.self)
    guard let file = unsafe open(path, "rb") else {
      throw AccelError(
        .unreadableFile, attempt: "unpack \(path)", problem: "the system refuses to read it",
        remedy: "check its permissions")
    }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    var count: Int32 = 1
    while count > 0 && bytes.count <= BinaryFile.maximumSize {
      let size = UInt32(chunk.count)
      // SAFETY: zlib writes at most `size` bytes.
      count = unsafe chunk.withUnsafeMutableBytes { target in
        guard let start = target.baseAddress else { return 0 }
        return unsafe read(file, start, size)
      }
      if count > 0 { bytes += chunk[..<Int(count)] }
    }
    // gzclose reports a stream that ended too early, which gzread does not.
    let status = unsafe close(file)
    guard count == 0, status == 0 else {
      throw AccelError(
        .malformedFile, attempt: "unpack \(path)",
        problem: count > 0 ? "it unpacks to more than 1 GiB" : "it is damaged or ends too early",
        remedy: "get the file again, whole")
    }
    return bytes
  }
}
