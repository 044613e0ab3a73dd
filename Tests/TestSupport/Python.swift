// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation

/// The scripts that need Python.
public enum Python {
  public struct Failure: Error {}

  /// Whether Python has h5py; says so where it has not.
  public static func hasHDF5() -> Bool {
    if run("-c", "import h5py") { return true }
    print("SKIPPED for want of python3 with h5py (Debian: python3-h5py)")
    return false
  }

  /// Whether Python has NumPy; says so where it has not.
  public static func hasNumPy() -> Bool {
    if run("-c", "import numpy") { return true }
    print("SKIPPED for want of python3 with numpy (Debian: python3-numpy)")
    return false
  }

  /// Run a program.
  public static func execute(_ program: String, _ arguments: String...) throws {
    guard run(["-c", program] + arguments) else { throw Failure() }
  }

  /// Scripts/caffemodel_from_h5.py.
  public static func convert(_ hdf5: String, to caffemodel: String) throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let script = root.appendingPathComponent("Scripts/caffemodel_from_h5.py").path
    guard run(script, hdf5, caffemodel) else { throw Failure() }
  }

  private static func run(_ arguments: String...) -> Bool { run(arguments) }

  private static func run(_ arguments: [String]) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
