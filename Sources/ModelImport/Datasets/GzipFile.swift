// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// Gzip files, through the system's zlib.
enum GzipFile {
  static let magic: [UInt8] = [0x1f, 0x8b]

  private typealias Open =
    @convention(c) (UnsafePointer<CChar>, UnsafePointer<CChar>) ->
    OpaquePointer?
  private typealias Read = @convention(c) (OpaquePointer, UnsafeMutableRawPointer, UInt32) -> Int32
  private typealias Close = @convention(c) (OpaquePointer) -> Int32

  /// - Throws: `AccelError`: `unavailable` where the system has no zlib, `malformedFile` for a
  ///   damaged or truncated file.
  static func read(_ path: String) throws(AccelError) -> [UInt8] {
    func function<Function>(
      _ name: String, _ type: Function.Type
    ) throws(AccelError) -> Function {
      try Zlib.function(
        name, type, attempt: "unpack \(path)", remedy: "unpack the file with gunzip")
    }
    // SAFETY: the signatures are those of zlib.h.
    let open = try unsafe function("gzopen", Open.self)
    let read = try unsafe function("gzread", Read.self)
    let close = try unsafe function("gzclose", Close.self)
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
