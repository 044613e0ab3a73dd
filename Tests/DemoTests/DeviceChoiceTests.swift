// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

@testable import Demo

struct DeviceChoiceTests {
  @Test("auto says that it simulates a board, cpu takes none")
  func choices() throws {
    let auto = try DeviceChoice("auto", dataset: .mnist)
    #expect(auto.locator?.description == "sim:")
    #expect(auto.note.contains("simulated"))
    #expect(try DeviceChoice("cpu", dataset: .mnist).locator == nil)
  }

  @Test("A native network runs on the CPU, and on no simulated board")
  func native() throws {
    let auto = try DeviceChoice("auto", dataset: .mnist, isNative: true)
    #expect(auto.locator == nil && auto.note.contains("CPU alone"))
    #expect(try DeviceChoice("cpu", dataset: .mnist, isNative: true).locator == nil)
    #expect(throws: AccelError.self) {
      try DeviceChoice("sim:latency=1s", dataset: .mnist, isNative: true)
    }
  }

  @Test("What may hold a generated design is opened whatever the network is")
  func generated() throws {
    for text in ["rtl:lenet5.so", "board:/dev/accel0", "board:uio"] {
      for isNative in [false, true] {
        let choice = try DeviceChoice(text, dataset: .mnist, isNative: isNative)
        #expect(choice.locator?.description == text)
        #expect(!choice.isOptional)
      }
    }
    #expect(try DeviceChoice("auto", dataset: .mnist, isNative: true).isOptional)
  }

  @Test("A simulated board gets the overlay of the data set unless one is named")
  func overlays() throws {
    func locator(_ text: String) throws -> String? {
      try DeviceChoice(text, dataset: .cifar10).locator?.description
    }
    #expect(try locator("auto") == "sim:overlay=cifar10")
    #expect(try locator("sim:") == "sim:overlay=cifar10")
    #expect(try locator("sim:latency=1s") == "sim:latency=1s,overlay=cifar10")
    #expect(try locator("sim:overlay=lenet") == "sim:overlay=lenet")
  }
}
