// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

struct DeviceLocatorTests {
  @Test("Control characters are refused, and no character is swallowed")
  func oddCharacters() throws {
    for text in ["sim:latency=1ms\0,junk", "sim:\n", "sim:\u{1b}[31m"] {
      #expect(throws: AccelError.self) { try DeviceLocator(text) }
    }
    #expect(try DeviceLocator("sim:\u{301}").options == "\u{301}")
  }

  @Test("A locator is a scheme and options")
  func parses() throws {
    #expect(try DeviceLocator("sim:").options == "")
    #expect(
      try DeviceLocator("sim:overlay=cifar10,latency=1ms").options == "overlay=cifar10,latency=1ms")
    #expect(try DeviceLocator("sim:").description == "sim:")
    #expect(try DeviceLocator("board:/dev/accel0").options == "/dev/accel0")
    #expect(try DeviceLocator("board:/dev/accel0").description == "board:/dev/accel0")
    #expect(try DeviceLocator("rtl:./a.so,stalls=1").options == "./a.so,stalls=1")
  }

  @Test("Other schemes are refused", arguments: ["", "sim", "board", "pcie:0", "SIM:", ":sim:"])
  func refuses(_ text: String) {
    let error = #expect(throws: AccelError.self) { try DeviceLocator(text) }
    #expect(error?.code == .invalidLocator)
  }

  @Test("Options that the board does not know end in one sentence")
  func refusesOptions() {
    let error = #expect(throws: AccelError.self) {
      let device = try Device("sim:fault=earthquake")
      _ = device.name
    }
    #expect(error?.code == .invalidLocator)
    #expect(error?.description.contains("earthquake") == true)
  }

  @Test(
    "A library of simulated RTL that is none ends in one sentence",
    arguments: [
      ("rtl:", AccelError.Code.invalidLocator, "name of a library"),
      ("rtl:./no such library.so", .deviceNotFound, "no such library.so"),
    ])
  func refusesLibraries(_ text: String, _ code: AccelError.Code, _ word: String) {
    let error = #expect(throws: AccelError.self) {
      let device = try Device(DeviceLocator(text))
      _ = device.name
    }
    #expect(error?.code == code)
    #expect(error?.description.contains(word) == true)
  }
}
