// SPDX-License-Identifier: BSD-3-Clause
import CDriver
import CTestBackend
import Foundation
import TestSupport
import Testing

/// Files of sysfs and of the device tree that no kernel wrote, and options that nobody meant.
struct UIOFuzzTests {
  private static let seed: UInt64 = 0x5EED_0010

  /// Each makes a folder of files, so there are a hundredth of what others get.
  private static var count: Int {
    let asked = ProcessInfo.processInfo.environment["ACCEL_FUZZ_COUNT"].flatMap(Int.init)
    return asked.map { max($0 / 100, 1) } ?? 100
  }

  private static let files =
    (0..<4).flatMap { uio in
      ["name", "maps/map0/addr", "maps/map0/size", "maps/map0/offset"].map {
        "/sys/class/uio/uio\(uio)/\($0)"
      }
    } + [
      "/sys/class/u-dma-buf/udmabuf0/phys_addr", "/sys/class/u-dma-buf/udmabuf0/size",
      "/sys/class/u-dma-buf/udmabuf0/ioctl_version", "/sys/class/fpga_manager/fpga0/state",
      "/sys/firmware/devicetree/base/#address-cells",
      "/sys/firmware/devicetree/base/dma@40400000/compatible",
      "/sys/firmware/devicetree/base/dma@40400000/reg",
      "/sys/firmware/devicetree/base/dma@40400000/xlnx,sg-length-width",
      "/sys/firmware/devicetree/base/dma@40400000/dma-channel/compatible",
      "/sys/firmware/devicetree/base/dma@40400000/dma-channel/xlnx,datawidth",
    ]

  private static let pieces = [
    "uio", ",", "=", "dma", "switch", "slcr", "length-width", "data-width", "mem", "memory",
    "xlnk", "programmed", "yes", "0x", "40400000", "43c00000", "/dev/mem", "zocl", "u-dma-buf",
    "A", "B", "C", "D", "4", "23", "99999999999999999999", "-", " ", "é",
  ]

  private static func spoil(_ random: inout SeededRandom) -> [UInt8] {
    switch Int.random(in: 0..<4, using: &random) {
    case 0:
      return (0..<Int.random(in: 0..<300, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
    case 1:
      let power = UInt64(1) << UInt64.random(in: 0..<64, using: &random)
      return Array(
        "0x\(String(power &- UInt64.random(in: 0...1, using: &random), radix: 16))\n".utf8)
    case 2:
      let word = UInt32(1) << UInt32.random(in: 0..<32, using: &random)
      return (0..<Int.random(in: 1...4, using: &random)).flatMap { _ in
        (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * UInt32($0))) }
      }
    default:
      return Array("xlnx,axi-dma-mm2s-channel\0xlnx,axis-switch-1.1\0".utf8)
        .dropLast(Int.random(in: 0..<48, using: &random))
    }
  }

  private static func kernel(_ random: inout SeededRandom) throws -> FakeKernel {
    let kernel = try FakeKernel(memory: CTEST_UDMABUF)
    if Bool.random(using: &random) { kernel.offer(CTEST_XLNK_A) }
    kernel.process(getpid(), startedAt: 77)
    kernel.write("/sys/class/fpga_manager/fpga0/state", "operating\n")
    kernel.property("", "#address-cells", [1])
    kernel.compatible("dma@40400000", "xlnx,axi-dma-1.00.a")
    kernel.property("dma@40400000", "reg", [0x4040_0000, 0x10000])
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      kernel.write(files[Int.random(in: files.indices, using: &random)], spoil(&random))
    }
    return kernel
  }

  @Test(
    "Whatever the files say, what is touched lies inside the maps, and all is given back",
    .timeLimit(.minutes(10)))
  func survives() throws {
    for index in 0..<Self.count {
      var random = SeededRandom(seed: Self.seed &+ UInt64(index))
      let kernel = try Self.kernel(&random)
      var options = "uio"
      if index % 3 == 0 {
        options += (0..<Int.random(in: 1...8, using: &random)).map { _ in
          Self.pieces[Int.random(in: Self.pieces.indices, using: &random)]
        }.joined()
      }
      var device: OpaquePointer?
      var message = [CChar](repeating: 0, count: 256)
      let status = ctest_kernel_open(
        kernel.pointer, options, &message, message.count, &device)
      #expect((status == 0) == (device != nil))
      if let device {
        var buffer: OpaquePointer?
        if cdrv_buffer_alloc(device, 5000, &buffer) == 0, let buffer { cdrv_buffer_free(buffer) }
        _ = cdrv_dma_reset(device, 0)
        cdrv_device_unref(device)
      } else {
        #expect(message[0] != 0, "seed \(Self.seed), index \(index), \(options)")
      }
      _ = ctest_kernel_find(kernel.pointer)
      #expect(kernel.taken == 0, "seed \(Self.seed), index \(index), \(options)")
    }
  }
}
