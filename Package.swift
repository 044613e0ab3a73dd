// swift-tools-version: 6.2
// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import PackageDescription

/// What lies beside the modules of the hardware library, builds included.
let besideModules =
  ((try? FileManager.default.contentsOfDirectory(
    atPath: Context.packageDirectory + "/Hardware")) ?? [])
  .filter { $0 != "rtl" }.sorted().map { "Hardware/" + $0 }

/// What a sanitizer is built for: `parts`.
let part = Context.environment["ACCEL_PART"]

/// The last step of a tutorial, as a program that tests run.
func tutorial(
  _ name: String, in catalogue: String, step: Int, also libraries: [Target.Dependency] = []
) -> Target {
  let others = (1..<step).map { "\(name)-\($0).swift" }
  return .executableTarget(
    name: name, dependencies: ["Accel", "ModelImport"] + libraries,
    path: "Sources/\(catalogue)/\(catalogue).docc/Resources/\(name)",
    exclude: others + ["\(name)-Package.swift", "\(name)-files.txt", "\(name).txt"],
    sources: ["\(name)-\(step).swift"])
}

let package = Package(
  name: "Accel",
  products: [
    .library(name: "Accel", targets: ["Accel"]),
    .library(name: "ModelImport", targets: ["ModelImport"]),
    .library(name: "HardwareGen", targets: ["HardwareGen"]),
    .executable(name: "accel", targets: ["Tool"]),
    .executable(name: "accel-demo", targets: ["Demo"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
  ],
  targets: [
    // The core: nothing beyond libc, because boards link it.
    .target(name: "CDriver"),
    .target(name: "CConv"),
    .target(name: "CBoardSim", dependencies: ["CDriver", "CConv"]),
    .target(name: "Accel", dependencies: ["CDriver", "CConv", "CBoardSim"]),

    // The C face: its header and what C does, then the functions that Swift does.
    .target(name: "CAccel"),
    .target(name: "LibAccel", dependencies: ["Accel", "CAccel"]),

    // Opens libhdf5 at run time; apart, because its child process may run no Swift.
    .target(name: "CHDF5"),

    // Generated code only; apart, because it is not written for strict memory safety.
    .target(
      name: "CaffeFormat",
      dependencies: [.product(name: "SwiftProtobuf", package: "swift-protobuf")],
      exclude: ["caffe.proto"]),
    .target(
      name: "ONNXFormat",
      dependencies: [.product(name: "SwiftProtobuf", package: "swift-protobuf")],
      exclude: ["onnx.proto"]),
    .target(
      name: "ModelImport",
      dependencies: [
        "Accel", "CHDF5", "CaffeFormat", "ONNXFormat",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ]),

    // From quantised networks to designs for the fabric.
    .target(
      name: "HardwareGen", dependencies: ["Accel"],
      // Hardware is a link to that folder: the modules that designs are made of come along.
      exclude: besideModules,
      sources: ["Cost", "Emission", "Folding", "Layers", "Part", "Report", "Timing"],
      resources: [.copy("Hardware/rtl")]),

    // Apart, because nothing else is compiled again with each commit. From the environment, because
    // SwiftPM keeps what it once saw of git.
    .target(
      name: "CCommit",
      cSettings: Context.environment["ACCEL_COMMIT"].map { [.define("CCOMMIT", to: $0)] } ?? []),

    // What the programs share.
    .target(
      name: "ProgramSupport", dependencies: ["Accel", "CCommit", "ModelImport"],
      resources: [.copy("Resources/lenet5-overlay.npy"), .copy("Resources/lenet5.accel")]),
    // From SystemVerilog to a checked bitstream, by way of other people's tools.
    .target(name: "HardwareBuild", dependencies: ["Accel"]),

    .executableTarget(
      name: "Demo",
      dependencies: [
        "Accel", "ModelImport", "ProgramSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "Tool",
      dependencies: [
        "Accel", "HardwareBuild", "HardwareGen", "ModelImport", "ProgramSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // The README's example; a test runs it.
    .executableTarget(
      name: "Classify", dependencies: ["Accel", "ModelImport"], path: "Examples/Classify"),

    // Further examples, which tests run too.
    .executableTarget(
      name: "ClassifyPNG", dependencies: ["Accel", "ModelImport"], path: "Examples/ClassifyPNG",
      exclude: ["seven.png"]),
    .executableTarget(
      name: "Reload", dependencies: ["Accel", "ModelImport"], path: "Examples/Reload"),
    .executableTarget(
      name: "Camera", dependencies: ["Accel", "ModelImport"], path: "Examples/Camera"),

    tutorial("Digit", in: "Accel", step: 6),
    tutorial("Frames", in: "Accel", step: 6),
    tutorial("OwnNetwork", in: "ModelImport", step: 6),
    tutorial("Design", in: "HardwareGen", step: 4, also: ["HardwareGen"]),

    .target(name: "TestSupport", dependencies: ["CHDF5"], path: "Tests/TestSupport"),
    .target(
      name: "CTestBackend", dependencies: ["CDriver", "CBoardSim"], path: "Tests/CTestBackend"),
    .testTarget(
      name: "CDriverTests", dependencies: ["CDriver", "CBoardSim", "CTestBackend", "TestSupport"]),
    .testTarget(name: "CConvTests", dependencies: ["CConv", "TestSupport"]),
    .testTarget(
      name: "CBoardSimTests", dependencies: ["CBoardSim", "CDriver", "CConv", "TestSupport"]),
    .testTarget(
      name: "AccelTests",
      dependencies: ["Accel", "CDriver", "CTestBackend", "TestSupport"]
        + (part == "threads" ? [] : ["ModelImport"]),
      exclude: part == "threads"
        ? ["Execution/IndependentNativeModelTests.swift", "Session/NativeSessionRTLTests.swift"]
        : []),
    .testTarget(
      name: "LibAccelTests",
      dependencies: ["Accel", "CAccel", "LibAccel", "ProgramSupport", "TestSupport"]),
    .testTarget(
      name: "ModelImportTests",
      dependencies: [
        "Accel", "CaffeFormat", "ModelImport", "ONNXFormat", "TestSupport",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ]),
    .testTarget(
      name: "HardwareGenTests",
      dependencies: ["Accel", "HardwareBuild", "HardwareGen", "ProgramSupport", "TestSupport"]),
    .testTarget(
      name: "ProgramSupportTests",
      dependencies: ["Accel", "ModelImport", "ProgramSupport", "TestSupport"]),
    .testTarget(
      name: "HardwareBuildTests",
      dependencies: ["Accel", "HardwareBuild", "TestSupport"],
      resources: [.copy("Designs")]),
    .testTarget(
      name: "DemoTests",
      dependencies: [
        "Accel", "Demo", "ModelImport", "ProgramSupport", "TestSupport", "Tool",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    // What the texts for users show; it runs the programs.
    .testTarget(
      name: "DocsTests",
      dependencies: [
        "Accel", "Camera", "Classify", "ClassifyPNG", "Demo", "Design", "Digit", "Frames",
        "HardwareGen", "ModelImport", "OwnNetwork", "ProgramSupport", "Reload", "TestSupport",
        "Tool",
      ]),
    .testTarget(
      name: "ToolTests",
      dependencies: [
        "Accel", "ModelImport", "ProgramSupport", "TestSupport", "Tool",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu11
)

// For the sanitizers: what has threads, or unsafe code beyond the reading of a pipe, with its tests.
let core = ["CDriver", "CConv", "CBoardSim", "Accel", "CTestBackend", "CHDF5", "TestSupport"]
let coreTests = ["CDriverTests", "CConvTests", "CBoardSimTests", "AccelTests"]
let parts = [
  "threads": core + coreTests,
  "memory": core + coreTests + [
    "CAccel", "LibAccel", "CaffeFormat", "ONNXFormat", "ModelImport", "CCommit", "ProgramSupport",
    "LibAccelTests", "ModelImportTests", "ProgramSupportTests",
  ],
]
if let part = part.flatMap({ parts[$0] }) {
  package.targets.removeAll { !part.contains($0.name) }
  package.products.removeAll { !part.contains($0.name) }
}

for target in package.targets {
  let isTest = target.type == .test || target.name == "TestSupport"
  let isGenerated = ["CaffeFormat", "ONNXFormat"].contains(target.name)
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ]
  if !isTest && !isGenerated {
    target.swiftSettings?.append(.strictMemorySafety())
  }
  // Optimising tests takes as long as optimising what they test. Those that a guest of the virtual
  // board runs (Kernel/selftest/suite.sh) are, because its processor is emulated.
  let notOptimised = [
    "ModelImportTests", "HardwareGenTests", "HardwareBuildTests", "DemoTests", "DocsTests",
    "ToolTests",
  ]
  if notOptimised.contains(target.name) || (part == "threads" && coreTests.contains(target.name)) {
    target.swiftSettings?.append(.unsafeFlags(["-Onone"], .when(configuration: .release)))
  }
}
