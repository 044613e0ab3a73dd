// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// What a design costs and how fast it is, before anything is built.
public struct HardwareEstimate: Sendable, Hashable, Codable {
  /// Of a layer, and of the FIFOs and converters before it.
  public struct Layer: Sendable, Hashable, Codable {
    public var name: String
    public var kind: String
    /// Of a beat that enters, and of one that leaves.
    public var inLanes: Int
    public var outLanes: Int
    /// Of a convolution's array.
    public var taps: Int?
    public var chains: Int?
    public var expands: Bool?
    /// Rows of the window's ring.
    public var ringRows: Int?
    /// Beats of the FIFO before each input, where there is one.
    public var fifoDepths: [Int]?
    /// Cycles for an image, if nobody made it wait.
    public var inputCycles: Int
    public var computeCycles: Int
    public var outputCycles: Int
    /// Multiply-accumulates for an image.
    public var products: Int64
    public var resources: FabricResources
    /// How much of what its DSPs could do it does, waiting included.
    public var shareOfRoof: Double?
  }

  public var network: String
  public var board: String
  public var part: String
  public var clockKHz: Int
  public var layers: [Layer]
  /// Cycles from one image to the next.
  public var cyclesPerImage: Int
  /// Cycles from an image's first beat to its result's last.
  public var latencyCycles: Int
  public var imagesPerSecond: Double
  /// A multiplication and an addition for each weight used.
  public var gigaOperationsPerSecond: Double
  /// How much of what all the part's DSPs could do that is.
  public var shareOfRoof: Double
  /// Of the whole design.
  public var resources: FabricResources
  public var budget: FabricResources
  public var available: FabricResources

  init(_ plan: HardwarePlan) {
    let network = plan.network.network
    let part = plan.options.board.part
    let period = max(1, plan.timing.period)
    let perTap = network.format == .fixed8 ? 2 : 1
    self.network = network.name
    board = plan.options.board.name
    self.part = part.name
    clockKHz = plan.options.clockKHz
    layers = plan.layers.map { Layer($0, plan) }
    cyclesPerImage = period
    latencyCycles = plan.timing.latency
    imagesPerSecond = Double(clockKHz) * 1000 / Double(period)
    gigaOperationsPerSecond = imagesPerSecond * 2 * Double(network.multiplyAccumulates) / 1e9
    shareOfRoof =
      Double(network.multiplyAccumulates)
      / (Double(period) * Double(perTap * part.resources.dsp))
    resources = plan.resources
    budget = plan.options.budget
    available = part.resources
  }
}

extension HardwareEstimate.Layer {
  fileprivate init(_ layer: HardwareLayer, _ plan: HardwarePlan) {
    let folding = plan.foldings[layer.index]
    let cycles = layer.cycles(folding)
    let depths = plan.links[layer.index].map(\.fifoDepth)
    name = layer.name
    kind = layer.kind
    inLanes = folding.inLanes
    outLanes = folding.outLanes
    taps = folding.array?.taps
    chains = folding.array?.chains
    expands = folding.array?.expands
    ringRows = layer.geometry == nil ? nil : folding.ringRows
    fifoDepths = depths.contains { $0 > 0 } ? depths : nil
    inputCycles = cycles.input
    computeCycles = cycles.compute
    outputCycles = cycles.output
    products = layer.products
    resources = plan.resources(ofLayer: layer.index)
    shareOfRoof = folding.array.map { array in
      let most = array.taps * array.chains * array.outputsPerTap * max(1, plan.timing.period)
      return Double(layer.products) / Double(most)
    }
  }
}

extension HardwareLayer {
  /// For people.
  var kind: String {
    switch operation {
    case .convolution(let layer, _):
      "conv \(layer.kernelHeight)x\(layer.kernelWidth)"
        + (layer.stride > 1 ? "/\(layer.stride)" : "")
    case .maxPooling(let geometry): "max \(geometry.kernelHeight)/\(geometry.stride)"
    case .averagePooling(let geometry, _, _):
      "average \(geometry.kernelHeight)x\(geometry.kernelWidth)"
    case .addition: "add"
    case .concatenation: "concatenation"
    case .clamp: "clamp"
    }
  }
}
