// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import Testing

struct CPUWorkspaceTests {
  @Test("It has the threads that were asked for, and any number of them may be alive")
  func threads() throws {
    let executor = try CPUExecutor(FullSizeNetwork.lenet5())
    for threads in [1, 2, 7, CPUWorkspace.maximumThreads] {
      let workspace = executor.makeWorkspace(threads: threads)
      let other = executor.makeWorkspace(threads: 2)
      #expect(workspace.threads == threads && other.threads == 2)
    }
  }

  @Test("A count of threads out of range is a programmer's mistake", arguments: [0, 257])
  func outOfRange(_ threads: Int) async {
    await #expect(processExitsWith: .failure) { [threads] in
      _ = try CPUExecutor(FullSizeNetwork.lenet5()).makeWorkspace(threads: threads)
    }
  }

  @Test("Threads end with it: none is left behind")
  func ends() async {
    await #expect(processExitsWith: .success) {
      func threads() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
      }
      let executor = try CPUExecutor(FullSizeNetwork.lenet5())
      let before = try threads()
      do {
        let workspace = executor.makeWorkspace(threads: 20)
        #expect(workspace.threads == 20)
        #expect(try threads() >= before + 19)
      }
      // Others come and go in a test's process, but not so many.
      #expect(try threads() < before + 10)
    }
  }
}
