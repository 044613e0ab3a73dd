// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import TestSupport
import Testing

/// The README's words for a Package.swift of one's own.
struct ManifestTests {
  @Test("They are a manifest, and the products that it names are those of this package")
  func compiles() throws {
    let block = try #require(
      Document("README.md").blocks.first { $0.lines.first?.hasPrefix("dependencies: [") == true })
    let folder = try TemporaryFolder()
    try folder.write(
      "Package.swift",
      """
      // swift-tools-version: 6.2
      import PackageDescription
      let package = Package(
        name: "Mine",
      \(block.lines.joined(separator: "\n"))
      )
      """)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["swift", "package", "--package-path", folder.path, "dump-package"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let manifest = try #require(JSONSerialization.jsonObject(with: output) as? [String: Any])
    #expect((manifest["targets"] as? [Any])?.count == 1)

    let ours = try Document("Package.swift").text
    let products = block.lines.joined().matches(of: /\.product\(name: "(\w+)", package: "accel"\)/)
    #expect(products.count == 2)
    for product in products { #expect(ours.contains(".library(name: \"\(product.1)\"")) }
  }
}
