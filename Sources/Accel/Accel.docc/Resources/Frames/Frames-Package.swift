// swift-tools-version: 6.2
// SPDX-License-Identifier: BSD-3-Clause
import PackageDescription

let package = Package(
  name: "Frames",
  dependencies: [.package(path: "../accel")],
  targets: [
    .executableTarget(
      name: "Frames",
      dependencies: [
        .product(name: "Accel", package: "accel"), .product(name: "ModelImport", package: "accel"),
      ])
  ]
)
