// SPDX-License-Identifier: BSD-3-Clause
import CDriver
import CTestBackend
import TestSupport
import Testing

struct UIOSystemTests {
  @Test("The real calls answer as the back end expects, on files instead of devices")
  func host() throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    #expect(ctest_host_check(folder.path) == 0, "the line of Tests/CTestBackend/host.c")
  }

  @Test("On this machine too, a locator that leads nowhere ends in a sentence")
  func real() {
    var device: OpaquePointer?
    var message = [CChar](repeating: 0, count: 256)
    let status = cdrv_device_open(
      cdrv_uio_backend(), "uio,dma=0xfffffff0", &message, message.count, &device)
    #expect(status == -19 && device == nil && message[0] != 0)
  }
}
