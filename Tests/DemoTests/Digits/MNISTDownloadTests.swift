// SPDX-License-Identifier: BSD-3-Clause
import ModelImport
import TestSupport
import Testing

@testable import Demo

@Suite(.enabled(if: SharedData.has("mnist/t10k-images-idx3-ubyte.gz")))
struct MNISTDownloadTests {
  @Test("The sums that a download must have are those of the original files")
  func sums() throws {
    for file in MNISTDownload.files {
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
