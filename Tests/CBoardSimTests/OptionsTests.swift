// SPDX-License-Identifier: BSD-3-Clause
import CBoardSim
import CDriver
import Testing

struct OptionsTests {
  private func open(_ options: String) -> (status: Int32, message: String) {
    var device: OpaquePointer?
    var message = [CChar](repeating: 0, count: 256)
    let status = cdrv_device_open(
      cboardsim_backend(), options, &message, message.count, &device)
    if let device { cdrv_device_unref(device) }
    let text = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return (status, String(decoding: text, as: UTF8.self))
  }

  @Test(
    "Good options are taken",
    arguments: [
      "", "overlay=lenet", "overlay=cifar10", "latency=0ns", "latency=250us", "latency=1s",
      "dma=direct", "dma=sg", "fault=stuck", "fault=stuck@7", "fault=stuckx3",
      "fault=bad-reply@2x*",
      "overlay=cifar10,latency=20ms,fault=slverr@3x2,fault=lost-irq",
    ])
  func accepts(_ options: String) {
    #expect(open(options) == (0, ""))
  }

  @Test(
    "Bad options are refused with the word that is wrong",
    arguments: [
      "x", "overlay=", "overlay=resnet", "overlay=lenet2", "latency=", "latency=1",
      "dma=", "dma=s", "dma=sgx", "dma=directly", "dma=cyclic",
      "latency=1m", "latency=-1s", "latency=4000s", "latency=99999999999999999999s",
      "fault=", "fault=fire", "fault=stuck@", "fault=stuck@0", "fault=stuckx0",
      "fault=stuck@1x", "fault=stuck@1x2y", "fault=stuck@9999999999", "fault=stuck@1@2",
    ])
  func refuses(_ options: String) {
    let (status, message) = open(options)
    #expect(status == -22)
    #expect(message.contains(options.prefix(10)))
  }

  @Test("A trailing comma and too many faults are refused")
  func refusesOddLists() {
    #expect(open("overlay=lenet,").status == -22)
    #expect(open(",").status == -22)
    let many = [String](repeating: "fault=stuck", count: 17).joined(separator: ",")
    #expect(open(many).status == -22)
    #expect(open(String(many.dropLast(12))).status == 0)
  }
}
