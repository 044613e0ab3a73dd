// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation

/// Where and when a run was.
struct Machine: Codable, Equatable {
  /// As the system calls it.
  var processor: String
  var architecture: String
  /// That the program may use.
  var cores: Int
  var system: String
  /// Of the kernel.
  var kernel: String
  /// UTC, as in ISO 8601.
  var date: String

  static var current: Machine {
    let process = ProcessInfo.processInfo
    let kernel = process.operatingSystemVersion
    return Machine(
      processor: processor(
        in: (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""),
      architecture: architecture, cores: process.activeProcessorCount,
      system: process.operatingSystemVersionString,
      kernel: "\(kernel.majorVersion).\(kernel.minorVersion).\(kernel.patchVersion)",
      date: Date.now.ISO8601Format())
  }

  /// - Parameter information: as in `/proc/cpuinfo`, whose keys differ from one architecture to the
  ///   next.
  static func processor(in information: String) -> String {
    let lines = information.split(separator: "\n").map { line in
      line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
    }
    for key in ["model name", "Hardware", "Model"] {
      if let line = lines.first(where: { $0.count == 2 && $0[0] == key && !$0[1].isEmpty }) {
        return line[1]
      }
    }
    return "unknown"
  }

  private static var architecture: String {
    #if arch(x86_64)
      "x86-64"
    #elseif arch(arm64)
      "AArch64"
    #elseif arch(arm)
      "ARM"
    #else
      "unknown"
    #endif
  }
}
