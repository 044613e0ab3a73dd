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
  /// - Throws: `AccelError` `unavailable` where the system has no zlib.
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

extension Zlib {
  /// `z_stream` of zlib.h; zlib refuses another size.
  @unsafe private struct Stream {
    var nextIn: UnsafePointer<UInt8>?
    var availableIn: UInt32 = 0
    var totalIn: UInt = 0
    var nextOut: UnsafeMutablePointer<UInt8>?
    var availableOut: UInt32 = 0
    var totalOut: UInt = 0
    var message: UnsafePointer<CChar>?
    var state: OpaquePointer?
    var allocate: OpaquePointer?
    var free: OpaquePointer?
    var opaque: OpaquePointer?
    var dataType: Int32 = 0
    var adler: UInt = 0
    var reserved: UInt = 0
  }

  private typealias Begin =
    @convention(c) (UnsafeMutableRawPointer, Int32, UnsafePointer<CChar>, Int32) -> Int32
  private typealias Step = @convention(c) (UnsafeMutableRawPointer, Int32) -> Int32
  private typealias End = @convention(c) (UnsafeMutableRawPointer) -> Int32
  private typealias Checksum = @convention(c) (UInt, UnsafePointer<UInt8>?, UInt32) -> UInt

  /// What to do about archives without zlib.
  static let archiveRemedy = "save the file again with numpy.savez"

  /// What is around deflate, as a number of bits of the window: the largest is 15.
  enum Wrapping: Int32 {
    /// Neither header nor checksum.
    case none = -15
    /// Those of RFC 1950.
    case zlib = 15
  }

  /// Unpack deflate.
  ///
  /// - Parameters:
  ///   - packed: at most ``BinaryFile/maximumSize`` bytes.
  ///   - size: of the unpacked bytes, likewise.
  ///   - remedy: what to do instead of installing zlib.
  /// - Returns: `nil` for bytes that are damaged or unpack to another size.
  static func inflate(
    _ packed: ArraySlice<UInt8>, size: Int, in wrapping: Wrapping = .none, attempt: String,
    remedy: String = archiveRemedy
  ) throws(AccelError) -> [UInt8]? {
    // SAFETY: the signatures are those of zlib.h.
    let begin = try unsafe function("inflateInit2_", Begin.self, attempt: attempt, remedy: remedy)
    let step = try unsafe function("inflate", Step.self, attempt: attempt, remedy: remedy)
    let end = try unsafe function("inflateEnd", End.self, attempt: attempt, remedy: remedy)
    var contents = [UInt8](repeating: 0, count: size)
    // SAFETY: zlib reads and writes as many bytes as it is told, while both arrays are held.
    let isWhole = unsafe packed.withUnsafeBufferPointer { source in
      unsafe contents.withUnsafeMutableBufferPointer { target in
        var stream = unsafe Stream()
        let streamSize = unsafe Int32(MemoryLayout<Stream>.size)
        guard unsafe begin(&stream, wrapping.rawValue, "1", streamSize) == 0 else { return false }
        unsafe stream.nextIn = source.baseAddress
        unsafe stream.availableIn = UInt32(source.count)
        unsafe stream.nextOut = target.baseAddress
        unsafe stream.availableOut = UInt32(target.count)
        let finish: Int32 = 4
        let streamEnd: Int32 = 1
        let status = unsafe step(&stream, finish)
        _ = unsafe end(&stream)
        return unsafe status == streamEnd && stream.availableIn == 0 && stream.availableOut == 0
      }
    }
    return isWhole ? contents : nil
  }

  /// CRC-32.
  ///
  /// - Parameter bytes: at most ``BinaryFile/maximumSize``.
  static func checksum(
    _ bytes: [UInt8], attempt: String, remedy: String = archiveRemedy
  ) throws(AccelError) -> UInt32 {
    let update = try unsafe function("crc32", Checksum.self, attempt: attempt, remedy: remedy)
    // SAFETY: zlib reads as many bytes as it is told.
    return unsafe bytes.withUnsafeBufferPointer {
      UInt32(truncatingIfNeeded: unsafe update(0, $0.baseAddress, UInt32($0.count)))
    }
  }
}
