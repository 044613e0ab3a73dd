// swift-tools-version: 6.2
// SPDX-License-Identifier: BSD-3-Clause
import PackageDescription

let package = Package(
  name: "Digit",
  dependencies: [.package(path: "../accel")],
  targets: [
    .executableTarget(
      name: "Digit",
      dependencies: [
        .product(name: "Accel", package: "accel"), .product(name: "ModelImport", package: "accel"),
      ])
  ]
)
