// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import ProgramSupport
import TestSupport
import Testing

struct OutputFileTests {
  @Test("A file appears whole when it is committed, and replaces an older one")
  func commits() throws {
    let folder = try TemporaryFolder()
    try folder.write("out", "old")
    let file = try OutputFile(folder.path + "/out")
    #expect(folder.bytes(of: "out") == Array("old".utf8))
    try file.commit([1, 2, 3])
    #expect(folder.bytes(of: "out") == [1, 2, 3])
    #expect(folder.names == ["out"])
  }

  @Test("A file that is replaced keeps its permissions")
  func permissions() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("out", "old")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    try OutputFile(path).commit([1])
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
    #expect(mode as? Int == 0o600)
  }

  @Test("A file that is not committed leaves nothing behind, and the old one alone")
  func abandons() throws {
    let folder = try TemporaryFolder()
    try folder.write("out", "old")
    do { _ = try OutputFile(folder.path + "/out") }
    #expect(folder.names == ["out"])
    #expect(folder.bytes(of: "out") == Array("old".utf8))
  }

  @Test("A device is written to and stays one; a link is followed and stays one")
  func devicesAndLinks() throws {
    try OutputFile("/dev/null").commit([1])
    #expect(!FileManager.default.fileExists(atPath: "/dev/.null"))
    let type = try FileManager.default.attributesOfItem(atPath: "/dev/null")[.type]
    #expect(type as? FileAttributeType == .typeCharacterSpecial)
    let error = #expect(throws: AccelError.self) { try OutputFile("/dev/full").commit([1]) }
    #expect(error?.code == .unwritableFile)
    let folder = try TemporaryFolder()
    try folder.write("target", "old")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/link", withDestinationPath: "target")
    try OutputFile(folder.path + "/link").commit([7])
    #expect(folder.bytes(of: "target") == [7])
    #expect(folder.names == ["link", "target"])
  }

  @Test("A directory, and a folder that is missing, are refused at once")
  func refuses() throws {
    let folder = try TemporaryFolder()
    for path in ["", folder.path, folder.path + "/missing/out"] {
      let error = #expect(throws: AccelError.self) { _ = try OutputFile(path) }
      #expect(
        error?.code == .unwritableFile
          && error?.description.contains(path.isEmpty ? "empty" : path) == true)
    }
  }
}
