// SPDX-License-Identifier: BSD-3-Clause

/// Which system runs, as far as it says.
struct ImageIdentity: Codable, Equatable {
  /// For example `4.14.0-xilinx-v2018.3`.
  var kernel: String?
  /// The distribution's own name for itself.
  var system: String?
  /// PYNQ's release by its kernel, on images that are PYNQ's.
  var pynq: String?
  /// The date and the commit that PYNQ's build writes down.
  var revision: String?

  /// By the kernels of PYNQ's `sdbuild/Makefile` at each release.
  private static let releases = [
    ("v2017.2", "2.0"), ("v2017.4", "2.1 or 2.2"), ("v2018.2", "2.3"), ("v2018.3", "2.4"),
    ("v2019.1", "2.5"), ("v2020.1", "2.6"), ("v2020.2", "2.7"), ("v2022.1", "3.0"),
    ("v2024.1", "3.1"),
  ]

  init(_ root: SystemRoot) {
    kernel = root.line("/proc/sys/kernel/osrelease")
    system = root.lines("/etc/os-release").first { $0.hasPrefix("PRETTY_NAME=") }
      .map { String($0.dropFirst(12).filter { $0 != "\"" }) }
    revision = root.line("/home/xilinx/REVISION")
    let isPYNQ = root.exists("/home/xilinx/jupyter_notebooks") || revision != nil
    if isPYNQ {
      pynq =
        ImageIdentity.releases.first { kernel?.contains("xilinx-" + $0.0) == true }?.1 ?? "unknown"
    }
  }

  /// Which of the four incompatible ABIs /dev/xlnk has, inferred from the kernel's release.
  var xlnkGeneration: String {
    let generations = [
      ("3.", "A"), ("4.4.", "A"), ("4.6.", "A"), ("4.9.", "B"), ("4.14.", "B or C"),
      ("4.19.", "C or D"), ("5.4.", "D"),
    ]
    return generations.first { kernel?.hasPrefix($0.0) == true }?.1 ?? "unknown"
  }
}
