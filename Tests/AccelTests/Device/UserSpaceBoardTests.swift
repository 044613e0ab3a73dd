// SPDX-License-Identifier: BSD-3-Clause
import CDriver
import CTestBackend
import Foundation
import Testing

@testable import Accel

/// `board:uio` on a kernel that the test plays, whose devices are the simulated board.
struct UserSpaceBoardTests {
  private final class Kernel {
    let pointer: OpaquePointer

    init(_ board: String, _ memory: ctest_memory) throws {
      pointer = try #require(ctest_kernel_create(board))
      ctest_kernel_add_overlay(pointer)
      ctest_kernel_offer(pointer, memory)
    }

    deinit {
      #expect(ctest_kernel_taken(pointer) == 0 && ctest_kernel_sins(pointer) == 0)
      ctest_kernel_free(pointer)
    }

    func device(_ options: String = "uio") throws -> Device {
      var opened: OpaquePointer?
      var message = [CChar](repeating: 0, count: 256)
      let status = ctest_kernel_open(pointer, options, &message, message.count, &opened)
      #expect(status == 0)
      return Device(handle: DeviceHandle(pointer: try #require(opened)))
    }
  }

  @Test(
    "LeNet-5 gives the words of the simulated board, whatever the memory",
    arguments: [
      (CTEST_ZOCL, "uio"), (CTEST_UDMABUF, "uio"), (CTEST_UDMABUF_OLD, "uio"),
      (CTEST_XLNK_A, "uio"), (CTEST_XLNK_B, "uio"), (CTEST_XLNK_C, "uio,xlnk=C"),
      (CTEST_XLNK_D, "uio"),
    ])
  func lenet(_ memory: ctest_memory, _ options: String) throws {
    var source = RandomNetworks(seed: 71, .fixed8, .random)
    let network = try source.lenet()
    let words = source.words(network.input.count * 4)
    let kernel = try Kernel("", memory)
    var simulation = try Session(Device("sim:"), network)
    var session = try Session(kernel.device(options), network)
    let logits = try session.run(words)
    #expect(try logits == simulation.run(words))
    #expect(logits == GoldenExecutor.run(network, words: words))
    #expect(session.statistics.transfers == simulation.statistics.transfers)
    #expect(session.statistics.lostInterrupts == 0)
    try session.close()
  }

  @Test("The full-size network too, in batches")
  func fullSize() throws {
    let network = try FullSizeNetwork.lenet5()
    var source = RandomNetworks(seed: 72, .fixed8, .random)
    let words = source.words(network.input.count * 3)
    let kernel = try Kernel("", CTEST_UDMABUF)
    var options = SessionOptions()
    options.imagesPerTransfer = 2
    var session = try Session(kernel.device(), network, options: options)
    #expect(try session.run(words) == GoldenExecutor.run(network, words: words))
    try session.close()
  }

  @Test("CIFAR-10 gives the words of the simulated board")
  func cifar10() throws {
    var source = RandomNetworks(seed: 73, .fixed16, .random)
    let network = try source.cifar10()
    let words = source.words(network.input.count * 2)
    let kernel = try Kernel("overlay=cifar10", CTEST_ZOCL)
    var session = try Session(kernel.device(), network)
    #expect(try session.run(words) == GoldenExecutor.run(network, words: words))
    try session.close()
  }

  @Test(
    "Faults are recovered, and interrupts that never come only counted",
    arguments: ["slverr@6", "decerr@6", "stuck@6", "bad-reply@6", "lost-irq@6", "no-tlast@6"])
  func faults(_ fault: String) throws {
    var source = RandomNetworks(seed: 74, .fixed8, .random)
    let network = try source.lenet()
    let words = source.words(network.input.count * 3)
    let kernel = try Kernel("fault=\(fault)", CTEST_UDMABUF)
    var options = SessionOptions()
    options.imagesPerTransfer = 1
    var session = try Session(kernel.device(), network, options: options)
    #expect(try session.run(words) == GoldenExecutor.run(network, words: words))
    #expect(session.recoveries.count == (fault.hasPrefix("lost") ? 0 : 1))
    #expect(session.statistics.lostInterrupts == (fault.hasPrefix("lost") ? 1 : 0))
    try session.close()
  }

  @Test("What goes wrong at the open has a code, and a sentence with the node")
  func failures() {
    for (status, code) in [
      (ENXIO, AccelError.Code.fabricNotProgrammed), (EACCES, .deviceNotFound),
      (ENODEV, .deviceNotFound), (EBUSY, .deviceBusy), (EINVAL, .invalidLocator),
      (ENOMEM, .outOfDeviceMemory), (EADDRNOTAVAIL, .outOfDeviceMemory),
    ] {
      let error = DriverCalls.openFailure(
        .userSpaceIO, -status, Array("a sentence".utf8CString))
      #expect(error.code == code && error.systemError == status)
      #expect(error.description.hasPrefix("cannot open the device \"board:uio\": a sentence"))
    }
  }

  @Test("Which locators mean a board by UIO")
  func locators() throws {
    #expect(try DeviceLocator("board:uio") == .userSpaceIO)
    #expect(try DeviceLocator("board:uio,memory=zocl").isUserSpaceIO)
    #expect(try !DeviceLocator("board:uiox").isUserSpaceIO)
    #expect(try !DeviceLocator("board:/dev/uio").isUserSpaceIO)
    #expect(try !DeviceLocator("sim:uio").isUserSpaceIO)
    let error = #expect(throws: AccelError.self) { try Device("board:uio,colour=blue").name }
    #expect(error?.code == .invalidLocator && error?.description.contains("colour") == true)
  }
}
