// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import TestSupport
import Testing

@testable import HardwareBuild

struct ToolProcessTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func tool(_ script: String) -> ToolProcess {
    ToolProcess(
      arguments: ["/bin/sh", "-c", script], folder: folder.path, log: folder.path + "/log")
  }

  @Test("lines come as they are said, and all of them are kept")
  func lines() throws {
    var lines: [String] = []
    _ = try tool("echo one; echo two >&2; pwd").run(line: { lines.append($0) })
    #expect(lines.prefix(2) == ["one", "two"])
    #expect(folder.bytes(of: "log")?.starts(with: Array("one\ntwo\n".utf8)) == true)
  }

  @Test("a tool that fails is told with its own complaint")
  func failure() {
    let error = #expect(throws: AccelError.self) {
      try tool("echo 'ERROR: no such cell'; exit 3").run()
    }
    #expect(error?.problem == "ERROR: no such cell")
    let silent = #expect(throws: AccelError.self) { try tool("exit 3").run() }
    #expect(silent?.problem == "it ends with status 3")
    let absent = #expect(throws: AccelError.self) {
      try ToolProcess(
        arguments: ["/nowhere"], folder: folder.path, log: folder.path + "/log"
      ).run()
    }
    #expect(absent?.problem == "it does not start")
  }

  @Test("a tool is ended when asked to")
  func stop() {
    let error = #expect(throws: AccelError.self) {
      try tool("echo on; exec sleep 60").run(stop: { _ in "enough" })
    }
    #expect(error?.problem == "enough")
  }

  @Test("a placer that says nothing is ended, by its own processor time")
  func watch() {
    var watch = PlacerWatch(placerLimit: 60, routerLimit: 100)
    func state(_ seconds: Double, _ processor: Double) -> ToolProcess.State {
      ToolProcess.State(seconds: seconds, processorSeconds: processor)
    }
    #expect(watch.reason(state(500, 200)) == nil)
    watch.note("Info: Running Static placer...")
    #expect(watch.reason(state(500, 201)) == nil)
    #expect(watch.reason(state(5000, 260)) == nil)
    watch.note("Info: iter=1 steplen=2.687821")
    #expect(watch.reason(state(5001, 262)) == nil)
    #expect(watch.reason(state(5002, 323))?.contains("no progress") == true)
    watch.note("Info: Running router2...")
    #expect(watch.reason(state(5003, 400)) == nil)
    #expect(watch.reason(state(5050, 500)) == nil)
    #expect(watch.reason(state(5104, 500))?.contains("did not finish") == true)
  }
}
