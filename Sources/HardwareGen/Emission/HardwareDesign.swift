// SPDX-License-Identifier: BSD-3-Clause
public import Accel

/// A network as a design for a board: what it costs, and the files that it is built from.
public struct HardwareDesign: Sendable {
  /// A file of a design: its path within the design's folder, and its contents.
  public struct File: Sendable, Hashable {
    public let path: String
    public let text: String
  }

  let plan: HardwarePlan

  /// Choose a folding.
  ///
  /// - Throws: `AccelError`: `unsupportedLayer` or `invalidGraph` naming the layer; `unavailable`
  ///   naming the layer and the resource that it breaks on, and what would fit.
  public init(_ network: NativeNetwork, _ options: GenerationOptions) throws(AccelError) {
    plan = try HardwarePlanner(HardwareNetwork(network), options).plan()
  }

  public var estimate: HardwareEstimate { HardwareEstimate(plan) }

  /// What the generator writes, by path; the same for the same network and options.
  public var files: [File] {
    let images = plan.options.holdsContents ? MemoryImages(plan) : nil
    let memories = (images?.all ?? []).map { File(path: $0.name, text: $0.text) }
    return [
      File(path: "accel_network.sv", text: NetworkModule.text(plan, images)),
      File(path: "accel_design.sv", text: DesignModule(plan).text),
    ] + memories
  }

  /// The top module for a simulation, and for the board.
  public static let simulationTop = "accel_design"
}
