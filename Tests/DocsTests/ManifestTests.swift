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
    let swift = try Program(
      ["swift", "package", "dump-package"], executable: "/usr/bin/env",
      home: folder)
    #expect(swift.status == 0, "\(swift.errors)")
    let manifest = try #require(
      JSONSerialization.jsonObject(with: Data(swift.output.utf8)) as? [String: Any])
    #expect((manifest["targets"] as? [Any])?.count == 1)

    let ours = try Document("Package.swift").text
    let products = block.lines.joined().matches(of: /\.product\(name: "(\w+)", package: "accel"\)/)
    #expect(products.count == 2)
    for product in products { #expect(ours.contains(".library(name: \"\(product.1)\"")) }
  }
}
