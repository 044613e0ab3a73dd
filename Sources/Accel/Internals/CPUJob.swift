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
  let mapBytes: Int
  let lanes: UnsafeMutableRawPointer
  let laneBytes: Int
  let threads: Int
  /// Images that go through the steps together.
  var chunk: Int
  // The step that threads share, the first image of the chunk, and how many there are.
  var step = 0
  var first = 0
  var count = 0

  init(
    _ plan: CPUPlan, images: Int, from input: UnsafeRawPointer,
    to output: UnsafeMutableRawPointer, with workspace: borrowing CPUWorkspace
  ) {
    unsafe steps = plan.steps
    unsafe level = plan.level.c
    unsafe inputBytes = plan.inputBytes
    unsafe outputBytes = plan.outputBytes
    unsafe self.images = images
    unsafe self.input = input
    unsafe self.output = output
    unsafe mapBytes = plan.mapBytes
    unsafe lanes = workspace.memory.bytes
    unsafe laneBytes = workspace.laneBytes
    unsafe threads = workspace.threads
    unsafe chunk = plan.chunk
  }

  /// All images on this thread, chunk by chunk.
  func runAlone() {
    var first = 0
    while unsafe first < images {
      unsafe runChunk(from: first, lane: 0)
      unsafe first += chunk
    }
  }

  /// The same, with a look at a clock before each chunk and behind each step.
  func runAlone(_ clock: () -> UInt64, _ times: inout [CPULayerTime]) {
    var first = 0
    while unsafe first < images {
      let count = unsafe min(chunk, images - first)
      var before = clock()
      for index in unsafe 0..<steps.count {
        unsafe run(index, first: first, count: count, maps: 0, scratch: 0)
        let after = clock()
        unsafe times[steps[index].layer].nanoseconds += after - before
        before = after
      }
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
    unsafe first = 0
    while unsafe first < images {
      unsafe count = min(chunk, images - first)
      for index in unsafe 0..<steps.count {
        unsafe step = index
        unsafe runStep(on: team)
      }
      unsafe first += chunk
    }
  }

  private mutating func runStep(on team: CPUTeam) {
    let work = unsafe steps[step].multiplyAccumulates * Int64(count)
    if unsafe work < CPUJob.leastSharedWork {
      unsafe run(step, first: first, count: count, maps: 0, scratch: 0)
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
    for index in unsafe 0..<steps.count {
      unsafe run(index, first: first, count: count, maps: lane, scratch: lane)
    }
  }

  private func runShare(_ part: Int32, lane: Int) {
    var share = unsafe cconv_share(index: part, count: Int32(threads))
    unsafe run(step, first: first, count: count, maps: 0, scratch: lane, share: &share)
  }

  /// A step, with maps in one lane and scratch memory in another.
  private func run(
    _ index: Int, first: Int, count: Int, maps: Int, scratch: Int,
    share: UnsafePointer<cconv_share>? = nil
  ) {
    let step = unsafe steps[index]
    unsafe step.run(
      level, images: count, from: map(step.input, first, lane: maps),
      and: map(step.second, first, lane: maps), to: map(step.output, first, lane: maps),
      scratch: lanes + scratch * laneBytes + mapBytes, share: share)
  }

  /// Where a map lies.
  private func map(_ place: Int, _ first: Int, lane: Int) -> UnsafeMutableRawPointer {
    switch place {
    case MapPlaces.image:
      // Only read: no step writes to the image.
      unsafe UnsafeMutableRawPointer(mutating: input) + first * inputBytes
    case MapPlaces.results: unsafe output + first * outputBytes
    default: unsafe lanes + lane * laneBytes + place
    }
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
