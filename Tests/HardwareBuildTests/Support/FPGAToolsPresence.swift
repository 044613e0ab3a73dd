// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import HardwareBuild
import TestSupport

/// The tools, where tests may use them: with `make fpga-test`.
enum FPGAToolsPresence {
  static let tools: FPGATools? = {
    guard ProcessInfo.processInfo.environment["ACCEL_FPGA_TEST"] != nil else {
      print("SKIPPED place and route: it takes minutes; run make fpga-test")
      return nil
    }
    do {
      return try FPGATools()
    } catch {
      print("SKIPPED place and route for want of the tools: \(error)")
      return nil
    }
  }()
}
