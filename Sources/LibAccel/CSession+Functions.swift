// SPDX-License-Identifier: BSD-3-Clause
// The functions have the names of accel.h.
// swift-format-ignore-file: AlwaysUseLowerCamelCase
internal import Accel
public import CAccel

@c @implementation
public func accel_session_open(
  _ device: UnsafePointer<CChar>, _ network: OpaquePointer,
  _ options: UnsafePointer<accel_session_options>?,
  _ session: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<accel_error>?
) -> Int32 {
  unsafe CFailure.report(to: error) { () throws(AccelError) in
    unsafe session?.pointee = nil
    let made = try CSession.open(
      unsafe String(cString: device), unsafe CNetwork.from(network).network,
      unsafe options?.pointee ?? accel_session_options())
    unsafe session?.pointee = OpaquePointer(Unmanaged.passRetained(made).toOpaque())
  }
}

@c @implementation
public func accel_session_run(
  _ session: OpaquePointer, _ pixels: UnsafePointer<UInt8>, _ images: Int,
  _ results: UnsafeMutablePointer<Int32>, _ error: UnsafeMutablePointer<accel_error>?
) -> Int32 {
  unsafe CFailure.report(to: error) { () throws(AccelError) in
    let session = unsafe CSession.from(session)
    let (bytes, overflow) = images.multipliedReportingOverflow(by: session.input.count)
    let (words, wordsOverflow) = images.multipliedReportingOverflow(by: session.output.count)
    guard images >= 0, !overflow, !wordsOverflow, words <= Int.max / 4 else {
      throw AccelError(
        .invalidArgument, attempt: "run images", problem: "there are too many of them",
        remedy: "run them in parts")
    }
    guard images > 0 else { return }
    // SAFETY: the caller has that much memory at both places, as accel.h demands.
    let input = unsafe Span(_unsafeStart: pixels, count: bytes)
    var output = unsafe MutableSpan(_unsafeStart: results, count: words)
    try session.run(input, images: images, into: &output)
  }
}

@c @implementation
public func accel_session_describe(
  _ session: OpaquePointer, _ info: UnsafeMutablePointer<accel_session_info>
) {
  unsafe info.pointee = unsafe CSession.from(session).information
}

@c @implementation
public func accel_session_close(
  _ session: OpaquePointer?, _ error: UnsafeMutablePointer<accel_error>?
) -> Int32 {
  unsafe CFailure.report(to: error) { () throws(AccelError) in
    guard let session = unsafe session else { return }
    let taken = unsafe Unmanaged<CSession>.fromOpaque(UnsafeRawPointer(session)).takeRetainedValue()
    try taken.close()
  }
}

@c @implementation
public func accel_version() -> UnsafePointer<CChar> {
  unsafe UnsafeRawPointer(Version.text.utf8Start).assumingMemoryBound(to: CChar.self)
}

extension CSession {
  static func from(_ pointer: OpaquePointer) -> CSession {
    unsafe Unmanaged<CSession>.fromOpaque(UnsafeRawPointer(pointer)).takeUnretainedValue()
  }
}
