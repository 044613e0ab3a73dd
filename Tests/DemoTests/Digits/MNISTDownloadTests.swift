// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport
import TestSupport
import Testing

@testable import Demo

/// Downloads from a server on this machine.
@Suite(.enabled(if: FileServer.isAvailable()))
struct MNISTDownloadTests {
  private let served = "a file"
  private let sum = "7365d029861e32c521f8089b00a6fb32daf0615025b69b599d1ce53501b845c2"

  private func download(
    _ mirrors: [String], into folder: TemporaryFolder
  ) -> MNISTDownload {
    MNISTDownload(
      folder: folder.path, mirrors: mirrors,
      files: [MNISTDownload.File(name: "digits", sha256: sum)])
  }

  @Test("A mirror that is down, lacks the file or has another one gives way to the next")
  func mirrors() throws {
    let server = try FileServer(["good/digits.gz": served, "bad/digits.gz": "another file"])
    let folder = try TemporaryFolder()
    var said: [String] = []
    let mirrors =
      ["http://127.0.0.1:1/"] + ["missing/", "bad/", "good/"].map { server.address + $0 }
    try download(mirrors, into: folder).run { said.append($0) }
    #expect(said.count == 4)
    #expect(folder.names == ["digits"])
    #expect(folder.bytes(of: "digits") == Array(served.utf8))
  }

  @Test("What is not the original is refused with its sum, and nothing is left")
  func refusals() throws {
    let server = try FileServer(["bad/digits.gz": "another file"])
    let folder = try TemporaryFolder()
    let wrong = #expect(throws: AccelError.self) {
      try download([server.address + "bad/"], into: folder).run { _ in }
    }
    #expect(wrong?.code == .malformedFile && wrong?.description.contains("SHA-256") == true)
    let missing = #expect(throws: AccelError.self) {
      try download([server.address], into: folder).run { _ in }
    }
    #expect(missing?.code == .unavailable && missing?.description.contains("404") == true)
    #expect(folder.names.isEmpty)
  }

  @Test("A file that is there already is not fetched again")
  func cached() throws {
    let folder = try TemporaryFolder()
    try folder.write("digits", served)
    try download([], into: folder).run { _ in Issue.record("fetched") }
  }
}

@Suite(.enabled(if: SharedData.has("mnist/t10k-images-idx3-ubyte.gz")))
struct MNISTFilesTests {
  @Test("The sums that a download must have are those of the original files")
  func sums() throws {
    for file in MNISTDownload(folder: "").files {
      let path = try #require(SharedData.path("mnist/\(file.name).gz"))
      #expect(try SHA256Sum.of(BinaryFile.read(path)) == file.sha256)
    }
  }

  @Test("MNIST in ACCEL_DATA is used without being asked for")
  func found() throws {
    let folder = try #require(SharedData.path("mnist"))
    for data in [folder, String(folder.dropLast("/mnist".count))] {
      let run = try Program("--mnist", "--count", "10", environment: ["ACCEL_DATA": data])
      #expect(run.status == 0 && run.output.contains("MNIST test set from \(folder)"))
    }
  }
}
