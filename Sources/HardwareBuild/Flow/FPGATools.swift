// SPDX-License-Identifier: BSD-3-Clause
public import Accel
internal import Foundation

/// The tools that `make fpga-tools` fetched, in a tree of their own.
public struct FPGATools: Sendable {
  /// Runs a command in the tree, with the current folder in view (Scripts/fpga-run.sh).
  let runner: String
  /// Of prjxray's Zynq-7000 family.
  let database: String
  /// Versions of packages, by name, where they are recorded.
  let packages: [String: String]

  /// The folder in which they are kept: `$ACCEL_CACHE/fpga`, or `~/.cache/accel/fpga`.
  public static var folder: String {
    let environment = ProcessInfo.processInfo.environment
    let cache = environment["ACCEL_CACHE"] ?? (environment["HOME"] ?? "/root") + "/.cache/accel"
    return cache + "/fpga"
  }

  /// Find them.
  ///
  /// - Parameter folder: where `make fpga-tools` put them.
  /// - Throws: ``AccelError`` `unavailable` if they are not there.
  public init(folder: String = FPGATools.folder) throws(AccelError) {
    let files = FileManager.default
    runner = folder + "/run"
    database = folder + "/tree/tools/usr/share/prjxray/database/zynq7"
    guard files.isExecutableFile(atPath: runner), files.fileExists(atPath: database),
      files.fileExists(atPath: folder + "/tree/tools/.complete")
    else {
      throw AccelError(
        .unavailable, attempt: "use the FPGA tools", problem: "they are not in \(folder)",
        remedy: "fetch them with `make fpga-tools`")
    }
    packages = FPGATools.versions(folder + "/versions")
  }

  private static func versions(_ path: String) -> [String: String] {
    guard let data = FileManager.default.contents(atPath: path) else { return [:] }
    var versions: [String: String] = [:]
    var lines = TextLines([UInt8](data))
    while let line = lines.next() {
      let words = line.words
      if words.count == 2 { versions[words[0].text] = words[1].text }
    }
    return versions
  }

  /// nextpnr's description of a part's fabric, within the tree.
  static func chip(_ part: String) -> String {
    let device = FPGAPart(part).map { "xc\($0.device)" } ?? part
    return "/usr/share/nextpnr/himbaechel/xilinx/chipdb-\(device).bin"
  }
}
