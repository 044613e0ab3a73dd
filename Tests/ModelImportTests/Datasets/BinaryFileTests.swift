// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import ModelImport
import TestSupport
import Testing

struct BinaryFileTests {
  @Test("A file is read whole, and an empty file as no bytes")
  func reads() throws {
    let folder = try TemporaryFolder()
    let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
    #expect(try BinaryFile.read(folder.write("a", bytes)) == bytes)
    #expect(try BinaryFile.read(folder.write("b", [])).isEmpty)
    #expect(try BinaryFile.read(folder.write("c", [0x1f])) == [0x1f])
  }

  @Test("A path to nothing is refused", arguments: ["", "/no/such/file", "/dev/null/file", "a\0b"])
  func missing(_ path: String) {
    expectRefusal(.unreadableFile, naming: ["read \(path)", "no such file"]) {
      () throws(AccelError) in try BinaryFile.read(path)
    }
  }

  @Test("A link to nothing is refused")
  func danglingLink() throws {
    let folder = try TemporaryFolder()
    let link = folder.path + "/link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "/no/such/file")
    expectRefusal(.unreadableFile, naming: [link, "no such file"]) {
      () throws(AccelError) in try BinaryFile.read(link)
    }
  }

  @Test("A directory is refused", arguments: ["/", "/proc/self"])
  func directory(_ path: String) {
    expectRefusal(.unreadableFile, naming: ["read \(path)", "directory"]) {
      () throws(AccelError) in try BinaryFile.read(path)
    }
  }

  @Test("A file that the system does not let be read is refused")
  func unreadable() throws {
    // Reading a process's memory at address 0 fails for every user, root too.
    let memory = "/proc/self/mem"
    expectRefusal(.unreadableFile, naming: [memory, "refuses to read it"]) {
      () throws(AccelError) in try BinaryFile.read(memory)
    }
  }

  @Test("A file without permission is refused", .enabled(if: geteuid() != 0, "root may read it"))
  func permissions() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a", [1])
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
    expectRefusal(.unreadableFile, naming: [path, "permissions"]) {
      () throws(AccelError) in try BinaryFile.read(path)
    }
  }
}
