// SPDX-License-Identifier: BSD-3-Clause

/// Memory and threads for runs on the CPU, reused from run to run: nothing is allocated and no
/// thread is started for an inference. Threads sleep between runs and end with the workspace.
///
/// Made by ``CPUExecutor/makeWorkspace(threads:)`` or ``CPUConvolution/makeWorkspace(threads:)``;
/// it serves one run at a time.
public struct CPUWorkspace: ~Copyable, Sendable {
  let team: CPUTeam
  /// A lane for each thread: maps, then scratch memory.
  let memory: AlignedMemory
  let laneBytes: Int

  /// Most threads that one can have.
  public static let maximumThreads = CPUTeam.maximumThreads

  /// Threads that share its runs, 1 to ``maximumThreads``, the caller's among them: fewer than
  /// asked for where the system refused some.
  public var threads: Int { team.threads }

  init(_ plan: CPUPlan, threads: Int) {
    team = CPUTeam(threads: threads)
    laneBytes = plan.laneBytes
    memory = AlignedMemory(byteCount: plan.laneBytes * team.threads)
  }

  /// Whether it is as large as a plan needs, which may be another than it was made for.
  func serves(_ plan: CPUPlan) -> Bool { laneBytes >= plan.laneBytes }
}
