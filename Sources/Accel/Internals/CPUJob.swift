// SPDX-License-Identifier: BSD-3-Clause
import CConv

/// Images on their way through the steps of a plan: plain values and pointers, so that threads
/// share it without counting references.
@unsafe struct CPUJob {
  /// Below this work in a step, handing parts of it out costs more than it gains.
  private static let leastSharedWork: Int64 = 100_000

  let steps: UnsafeMutableBufferPointer<CPUStep>
  let level: cconv_level
  let inputBytes: Int
  let outputBytes: Int
  let images: Int
  let input: UnsafeRawPointer
  let output: UnsafeMutableRawPointer
  let evenBytes: Int
  let oddBytes: Int
  let lanes: UnsafeMutableRawPointer
  let laneBytes: Int
  let threads: Int
  /// Images that go through the steps together.
  var chunk: Int
  // Of the step that threads share, and of how many images.
  var step = 0
  var count = 0
  var source: UnsafeRawPointer
  var target: UnsafeMutableRawPointer

  init(
    _ plan: CPUPlan, images: Int, from input: UnsafeRawPointer,
    to output: UnsafeMutableRawPointer, with workspace: borrowing CPUWorkspace
  ) {
    unsafe steps = plan.steps
    unsafe level = plan.level.c
    unsafe inputBytes = plan.steps[0].inputBytes
    unsafe outputBytes = plan.steps[plan.steps.count - 1].outputBytes
    unsafe self.images = images
    unsafe self.input = input
    unsafe self.output = output
    unsafe evenBytes = plan.evenBytes
    unsafe oddBytes = plan.oddBytes
    unsafe lanes = workspace.memory.bytes
    unsafe laneBytes = workspace.laneBytes
    unsafe threads = workspace.threads
    unsafe chunk = plan.chunk
    unsafe source = input
    unsafe target = output
  }

  /// All images on this thread, chunk by chunk.
  func runAlone() {
    var first = 0
    while unsafe first < images {
      unsafe runChunk(from: first, lane: 0)
      unsafe first += chunk
    }
  }

  /// Each thread takes chunks.
  mutating func runChunks(on team: CPUTeam) {
    unsafe chunk = min(chunk, (images + threads - 1) / threads)
    let parts = unsafe (images + chunk - 1) / chunk
    unsafe withUnsafeMutablePointer(to: &self) { job in
      unsafe team.run(parts: parts, context: job) { context, part, thread in
        guard let job = unsafe context?.assumingMemoryBound(to: CPUJob.self) else { return }
        unsafe job.pointee.runChunk(from: Int(part) * job.pointee.chunk, lane: Int(thread))
      }
    }
  }

  /// Each thread takes a share of each step's channels, chunk by chunk. Maps are those of the first
  /// lane.
  mutating func runShares(on team: CPUTeam) {
    var first = 0
    while unsafe first < images {
      unsafe count = min(chunk, images - first)
      unsafe source = input + first * inputBytes
      for index in unsafe 0..<steps.count {
        unsafe step = index
        unsafe target = map(behind: index, output + first * outputBytes, lane: 0)
        unsafe runStep(on: team)
        unsafe source = UnsafeRawPointer(target)
      }
      unsafe first += chunk
    }
  }

  private mutating func runStep(on team: CPUTeam) {
    let work = unsafe steps[step].multiplyAccumulates * Int64(count)
    if unsafe work < CPUJob.leastSharedWork {
      unsafe steps[step].run(
        level, images: count, from: source, to: target, scratch: scratch(lane: 0))
      return
    }
    let parts = unsafe threads
    unsafe withUnsafeMutablePointer(to: &self) { job in
      unsafe team.run(parts: parts, context: job) { context, part, thread in
        guard let job = unsafe context?.assumingMemoryBound(to: CPUJob.self) else { return }
        unsafe job.pointee.runShare(part, lane: Int(thread))
      }
    }
  }

  private func runChunk(from first: Int, lane: Int) {
    let count = unsafe min(chunk, images - first)
    let results = unsafe output + first * outputBytes
    var source = unsafe input + first * inputBytes
    for index in unsafe 0..<steps.count {
      let target = unsafe map(behind: index, results, lane: lane)
      unsafe steps[index].run(
        level, images: count, from: source, to: target, scratch: scratch(lane: lane))
      unsafe source = UnsafeRawPointer(target)
    }
  }

  private func runShare(_ part: Int32, lane: Int) {
    var share = unsafe cconv_share(index: part, count: Int32(threads))
    unsafe steps[step].run(
      level, images: count, from: source, to: target, scratch: scratch(lane: lane),
      share: &share)
  }

  /// Where a step writes: maps take turns, so that none is read and written at a time.
  private func map(
    behind step: Int, _ results: UnsafeMutableRawPointer, lane: Int
  ) -> UnsafeMutableRawPointer {
    if unsafe step == steps.count - 1 { return unsafe results }
    let even = unsafe lanes + lane * laneBytes
    return unsafe step % 2 == 0 ? even : even + evenBytes
  }

  private func scratch(lane: Int) -> UnsafeMutableRawPointer {
    unsafe lanes + lane * laneBytes + evenBytes + oddBytes
  }
}

extension CPUPlan {
  /// Run whole images: on one thread, or on several that each take images, or, where there are
  /// fewer of those than threads, a share of each layer's channels.
  ///
  /// - Precondition: `input` and `output` have the size of that many images; the workspace serves
  ///   this plan.
  @unsafe func run(
    images: Int, from input: UnsafeRawPointer, to output: UnsafeMutableRawPointer,
    with workspace: inout CPUWorkspace
  ) {
    var job = unsafe CPUJob(self, images: images, from: input, to: output, with: workspace)
    if unsafe job.threads == 1 {
      unsafe job.runAlone()
    } else if unsafe images >= job.threads {
      unsafe job.runChunks(on: workspace.team)
    } else {
      unsafe job.runShares(on: workspace.team)
    }
  }
}
