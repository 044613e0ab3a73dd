// swift-tools-version: 6.2
// SPDX-License-Identifier: BSD-3-Clause
import PackageDescription

let package = Package(
  name: "Design",
  dependencies: [.package(path: "../accel")],
  targets: [
    .executableTarget(
      name: "Design",
      dependencies: [
        .product(name: "Accel", package: "accel"),
        .product(name: "HardwareGen", package: "accel"),
        .product(name: "ModelImport", package: "accel"),
      ])
  ]
)
