// SPDX-License-Identifier: BSD-3-Clause
import Accel
import CAccel
import ProgramSupport
import TestSupport
import Testing

/// The functions of accel.h, called as C calls them.
struct LibraryTests {
  private static func overlay() throws -> OverlayNetwork {
    try OverlayNetwork(DefaultNetwork.overlayGraph(), format: .fixed8, encoding: .lenet5)
  }

  /// A handle, which its owner closes.
  private static func parsed(_ network: Network) throws -> OpaquePointer {
    let bytes = NetworkFile.bytes(of: network)
    var handle: OpaquePointer?
    var error = accel_error()
    #expect(accel_network_parse(bytes, bytes.count, "net", &handle, &error) == 0)
    return try #require(handle)
  }

  private static func message(_ error: accel_error) -> String {
    withUnsafeBytes(of: error.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  @Test("The header's numbers are those of the errors")
  func codes() {
    let pairs: [(accel_code, AccelError.Code)] = [
      (ACCEL_INVALID_LOCATOR, .invalidLocator), (ACCEL_DEVICE_NOT_FOUND, .deviceNotFound),
      (ACCEL_DEVICE_BUSY, .deviceBusy), (ACCEL_OUT_OF_DEVICE_MEMORY, .outOfDeviceMemory),
      (ACCEL_FABRIC_NOT_PROGRAMMED, .fabricNotProgrammed),
      (ACCEL_TRANSFER_FAILED, .transferFailed), (ACCEL_TIMED_OUT, .timedOut),
      (ACCEL_DEVICE_FAULT, .deviceFault), (ACCEL_ECHO_MISMATCH, .echoMismatch),
      (ACCEL_UNSUPPORTED_BY_OVERLAY, .unsupportedByOverlay),
      (ACCEL_INVALID_GRAPH, .invalidGraph), (ACCEL_SHAPE_MISMATCH, .shapeMismatch),
      (ACCEL_UNSUPPORTED_LAYER, .unsupportedLayer),
      (ACCEL_VALUE_OUT_OF_RANGE, .valueOutOfRange), (ACCEL_UNREADABLE_FILE, .unreadableFile),
      (ACCEL_MALFORMED_FILE, .malformedFile), (ACCEL_UNWRITABLE_FILE, .unwritableFile),
      (ACCEL_INVALID_ARGUMENT, .invalidArgument), (ACCEL_UNAVAILABLE, .unavailable),
      (ACCEL_WRONG_PART, .wrongPart), (ACCEL_LOAD_FAILED, .loadFailed),
    ]
    for (number, code) in pairs { #expect(Int32(number.rawValue) == code.number) }
    #expect(String(cString: accel_version()) == Version.text.description)
  }

  @Test("A network file is opened and described")
  func describes() throws {
    let folder = try TemporaryFolder()
    let network = Network.native(try DefaultNetwork.native())
    try folder.write("net.accel", NetworkFile.bytes(of: network))
    var handle: OpaquePointer?
    #expect(accel_network_open(folder.path + "/net.accel", &handle, nil) == 0)
    defer { accel_network_close(handle) }
    var info = accel_network_info()
    accel_network_describe(try #require(handle), &info)
    #expect(info.input.height == 28 && info.input.channels == 1 && info.output.channels == 10)
    #expect(info.profile == 1 && info.bits == 8 && info.hash == NetworkFile.hash(of: network))
    #expect(info.output_scale > 0 && info.name.0 == 0x4c)
  }

  @Test(
    "Boards and the CPU give the session's words", .tags(.board),
    arguments: ["board", "sim:fault=slverr@6", "cpu", "cpu:scalar"])
  func runs(_ name: String) throws {
    let device = name == "board" ? TestDevice.locator : name
    let network = try LibraryTests.overlay()
    let handle = try LibraryTests.parsed(.overlay(network))
    var session: OpaquePointer?
    var options = accel_session_options()
    options.images_per_transfer = 2
    options.threads = 2
    var error = accel_error()
    #expect(accel_session_open(device, handle, &options, &session, &error) == 0)
    // The session keeps what it needs.
    accel_network_close(handle)
    let opened = try #require(session)
    let pixels = (0..<3 * 784).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    var results = [Int32](repeating: 0, count: 30)
    #expect(accel_session_run(opened, pixels, 3, &results, &error) == 0)
    #expect(results == (try CPUExecutor(network).run(network.words(for: pixels))))
    #expect(accel_session_run(opened, pixels, 0, &results, nil) == 0)
    var info = accel_session_info()
    accel_session_describe(opened, &info)
    if !device.hasPrefix("cpu") {
      #expect(info.transfers >= 6)
      #expect((info.recoveries > 0) == device.contains("fault"))
    }
    #expect(info.device.0 != 0)
    #expect(accel_session_close(opened, &error) == 0)
  }

  @Test("The native profile runs on the CPU, and on no board")
  func native() throws {
    let network = try DefaultNetwork.native()
    let handle = try LibraryTests.parsed(.native(network))
    defer { accel_network_close(handle) }
    var session: OpaquePointer?
    var error = accel_error()
    #expect(accel_session_open("cpu", handle, nil, &session, &error) == 0)
    let opened = try #require(session)
    let pixels = (0..<784).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    var results = [Int32](repeating: 0, count: 10)
    #expect(accel_session_run(opened, pixels, 1, &results, &error) == 0)
    #expect(results == (try CPUExecutor(network).run(network.words(for: pixels))))
    #expect(accel_session_close(opened, nil) == 0)
    #expect(
      accel_session_open("sim:", handle, nil, &session, &error)
        == Int32(ACCEL_UNSUPPORTED_BY_OVERLAY.rawValue))
    #expect(session == nil && LibraryTests.message(error).contains("--profile overlay"))
  }

  @Test("What goes wrong is one sentence and a code, and no handle is left")
  func failures() throws {
    var error = accel_error()
    var handle: OpaquePointer?
    #expect(
      accel_network_open("/nowhere/net.accel", &handle, &error)
        == Int32(ACCEL_UNREADABLE_FILE.rawValue))
    #expect(handle == nil && error.system_error == 2)
    #expect(LibraryTests.message(error).hasPrefix("cannot read /nowhere/net.accel: No such file"))
    #expect(accel_network_open("/", &handle, nil) == Int32(ACCEL_UNREADABLE_FILE.rawValue))
    #expect(
      accel_network_parse([1, 2, 3], 3, "net", &handle, &error)
        == Int32(ACCEL_MALFORMED_FILE.rawValue))
    #expect(handle == nil && error.code == Int32(ACCEL_MALFORMED_FILE.rawValue))

    let network = try LibraryTests.parsed(.overlay(LibraryTests.overlay()))
    defer { accel_network_close(network) }
    var session: OpaquePointer?
    var padded = accel_session_options()
    padded.pad.2 = 1
    var threads = accel_session_options()
    threads.threads = 257
    for (device, options, code) in [
      ("sim:", padded, ACCEL_INVALID_ARGUMENT), ("cpu", threads, ACCEL_INVALID_ARGUMENT),
      ("cpu:z80", accel_session_options(), ACCEL_INVALID_ARGUMENT),
      ("moon:", accel_session_options(), ACCEL_INVALID_LOCATOR),
      ("sim:fault=decerrx9", accel_session_options(), ACCEL_TRANSFER_FAILED),
      ("sim:fault=unprogrammed", accel_session_options(), ACCEL_FABRIC_NOT_PROGRAMMED),
    ] {
      let status = withUnsafePointer(to: options) {
        accel_session_open(device, network, $0, &session, &error)
      }
      #expect(status == Int32(code.rawValue), "\(device): \(LibraryTests.message(error))")
      #expect(session == nil && LibraryTests.message(error).hasPrefix("cannot "))
    }
    accel_network_close(nil)
    #expect(accel_session_close(nil, nil) == 0)
  }

  @Test("A message that is too long is cut at a character")
  func longMessages() throws {
    let network = try LibraryTests.parsed(.overlay(LibraryTests.overlay()))
    defer { accel_network_close(network) }
    for padding in 0..<4 {
      var error = accel_error()
      let device =
        "moon:" + String(repeating: "x", count: padding) + String(repeating: "é", count: 600)
      #expect(accel_session_open(device, network, nil, nil, &error) != 0)
      let message = LibraryTests.message(error)
      #expect((500...503).contains(message.utf8.count))
      #expect(!message.contains("\u{fffd}"))
    }
  }
}
