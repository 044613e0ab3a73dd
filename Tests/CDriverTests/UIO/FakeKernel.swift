// SPDX-License-Identifier: BSD-3-Clause
import CDriver
import CTestBackend
import Foundation
import Testing

/// What a C function left in a buffer of characters.
private func sentence(_ message: [CChar]) -> String {
  String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}

/// A Linux that is not there, with the simulated board's windows as UIO devices.
final class FakeKernel {
  let pointer: OpaquePointer
  /// While another device is open on it.
  var kernelIsShared = false

  init(_ board: String = "") throws {
    pointer = try #require(ctest_kernel_create(board))
  }

  /// With the published overlay, and memory.
  convenience init(memory: ctest_memory) throws {
    try self.init()
    ctest_kernel_add_overlay(pointer)
    offer(memory)
  }

  deinit {
    #expect(ctest_kernel_sins(pointer) == 0, "what must never happen")
    ctest_kernel_free(pointer)
  }

  var taken: Int { Int(ctest_kernel_taken(pointer)) }
  var buffers: Int { Int(ctest_kernel_buffers(pointer)) }
  var accesses: UInt64 { ctest_kernel_accesses(pointer) }
  var root: String { String(cString: ctest_kernel_root(pointer)) }

  func offer(_ memory: ctest_memory) {
    ctest_kernel_offer(pointer, memory)
  }

  func write(_ path: String, _ bytes: [UInt8]) {
    ctest_kernel_write(pointer, path, bytes, bytes.count)
  }

  func write(_ path: String, _ text: String) {
    write(path, Array(text.utf8))
  }

  /// A property of the device tree: big-endian words.
  func property(_ node: String, _ name: String, _ words: [UInt32]) {
    write(
      "/sys/firmware/devicetree/base/\(node)/\(name)",
      words.flatMap {
        [
          UInt8(truncatingIfNeeded: $0 >> 24), UInt8(truncatingIfNeeded: $0 >> 16),
          UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0),
        ]
      })
  }

  /// Strings, each with its end.
  func compatible(_ node: String, _ strings: String...) {
    write(
      "/sys/firmware/devicetree/base/\(node)/compatible", strings.map { $0 + "\0" }.joined())
  }

  func fail(_ call: String, _ node: String, _ status: Int32, skip: Int32 = 0, times: Int32 = 1) {
    ctest_kernel_fail(pointer, call, node, -status, skip, times)
  }

  /// Whose memory a process that starts now is.
  func process(_ number: Int32, startedAt ticks: Int) {
    let fields = (4...21).map { _ in "0" }.joined(separator: " ")
    write("/proc/\(number)/stat", "\(number) (a) b)) S \(fields) \(ticks) 0 0\n")
  }

  func ledgers() throws -> [String] {
    let folder = root + "/dev/shm"
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      .filter { !$0.hasPrefix(".") }
  }

  /// Open it and close it again; the status and the sentence.
  func attempt(_ options: String = "uio") -> (status: Int32, message: String) {
    var device: OpaquePointer?
    var message = [CChar](repeating: 0, count: 256)
    let status = ctest_kernel_open(pointer, options, &message, message.count, &device)
    if let device { cdrv_device_unref(device) }
    #expect(kernelIsShared || taken == 0, "everything is given back")
    return (status, sentence(message))
  }
}

/// A board that is open on a kernel.
final class UIOBoard: DrivenBoard {
  let kernel: FakeKernel
  let device: OpaquePointer

  init(_ kernel: FakeKernel, _ options: String = "uio") throws {
    self.kernel = kernel
    var opened: OpaquePointer?
    var message = [CChar](repeating: 0, count: 256)
    let status = ctest_kernel_open(kernel.pointer, options, &message, message.count, &opened)
    let text = sentence(message)
    #expect(status == 0, "\(text)")
    device = try #require(opened)
  }

  deinit {
    cdrv_device_unref(device)
    #expect(kernel.taken == 0, "everything is given back")
  }

  var name: String { String(cString: cdrv_device_name(device)) }

  var statistics: cdrv_stats {
    var stats = cdrv_stats()
    cdrv_device_stats(device, &stats)
    return stats
  }

  /// Exchange a message, which comes back as it is.
  func expectEcho() throws {
    route()
    let result = try exchange()
    #expect(result.status == 0, "\(String(cString: cdrv_fault_name(result.report.fault)))")
    #expect(result.reply == Self.message)
  }
}
