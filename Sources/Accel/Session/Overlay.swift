// SPDX-License-Identifier: BSD-3-Clause

/// A published bitstream: a fixed chain of layers whose sizes and weights are loaded at run time.
///
/// Source: the overlays that the FCCM 2018 framework published for the PYNQ-Z1.
public struct Overlay: Sendable, Hashable {
  /// What a convolution slot can hold.
  public struct ConvolutionSlot: Sendable, Hashable {
    /// Largest kernel height and width.
    public let kernel: Int
    /// Largest input and output shapes.
    public let input: Shape
    /// Largest output.
    public let output: Shape
    /// Whether the slot turns negative results into 0; a layer in it has to do so too.
    public let rectifies: Bool
  }

  /// One step of the chain.
  public enum Slot: Sendable, Hashable {
    case convolution(ConvolutionSlot)
    case pooling(OverlayNetwork.Pooling.Kind, rectifies: Bool)
  }

  /// For people.
  public let name: String
  /// Width and scale of its words.
  public let format: FixedFormat
  /// In the order in which words pass them.
  public let slots: [Slot]

  /// LeNet-5 for MNIST: 20-50-500-10, fixed8.
  public static let lenet5 = Overlay(
    name: "LeNet-5", format: .fixed8,
    slots: [
      slot(5, (28, 1), (24, 20)), .pooling(.maximum, rectifies: false),
      slot(5, (12, 20), (8, 50)), .pooling(.maximum, rectifies: false),
      slot(4, (4, 50), (1, 500), rectifies: true), slot(1, (1, 500), (1, 10)),
    ])

  /// CIFAR-10 "quick": 32-32-64-64-10, fixed16.
  public static let cifar10 = Overlay(
    name: "CIFAR-10", format: .fixed16,
    slots: [
      slot(5, (32, 3), (32, 32)), .pooling(.maximum, rectifies: true),
      slot(5, (16, 32), (16, 32), rectifies: true), .pooling(.average, rectifies: false),
      slot(5, (8, 32), (8, 64), rectifies: true), .pooling(.average, rectifies: false),
      slot(4, (4, 64), (1, 64)), slot(1, (1, 64), (1, 10)),
    ])

  /// The published overlay for a network's number format.
  public static func published(for network: OverlayNetwork) -> Overlay {
    switch network.format {
    case .fixed8: lenet5
    case .fixed16: cifar10
    }
  }

  /// Check that a network runs on this overlay.
  ///
  /// - Throws: ``AccelError`` `unsupportedByOverlay` naming the first layer that does not fit.
  public func check(_ network: OverlayNetwork) throws(AccelError) {
    guard network.format == format else {
      throw unsupported(network, "it is \(network.format) where the overlay is \(format)")
    }
    guard network.stages.count == slots.count else {
      throw unsupported(
        network, "it has \(network.stages.count) stages where the overlay has \(slots.count)")
    }
    for (stage, slot) in zip(network.stages, slots) {
      if let problem = slot.problem(with: stage) {
        throw unsupported(network, "layer \(stage.name) \(problem)")
      }
    }
  }

  private func unsupported(_ network: OverlayNetwork, _ problem: String) -> AccelError {
    AccelError(
      .unsupportedByOverlay, attempt: "run \(network.name) on the \(name) overlay",
      problem: problem, remedy: "use a network of the overlay's layers, or run it on the CPU")
  }

  private static func slot(
    _ kernel: Int, _ input: (side: Int, channels: Int), _ output: (side: Int, channels: Int),
    rectifies: Bool = false
  ) -> Slot {
    .convolution(
      ConvolutionSlot(
        kernel: kernel,
        input: Shape(height: input.side, width: input.side, channels: input.channels),
        output: Shape(height: output.side, width: output.side, channels: output.channels),
        rectifies: rectifies))
  }
}

extension Overlay.Slot {
  /// Why a stage does not fit here, or `nil`.
  func problem(with stage: OverlayNetwork.Stage) -> String? {
    switch (self, stage) {
    case (.convolution(let slot), .convolution(let layer)): slot.problem(with: layer)
    case (.pooling(let kind, let rectifies), .pooling(let layer)):
      if layer.kind != kind {
        "is another kind of pooling than the overlay's"
      } else if layer.window != 2 || layer.stride != 2 {
        "pools \(layer.window)x\(layer.window) by \(layer.stride) where the overlay pools 2x2 by 2"
      } else if layer.rectifies != rectifies {
        rectifies ? "is not followed by the overlay's ReLU" : "has a ReLU that the overlay lacks"
      } else {
        nil
      }
    case (.convolution, .pooling): "is a pooling layer where the overlay convolves"
    case (.pooling, .convolution): "has weights where the overlay pools"
    }
  }
}

extension Overlay.ConvolutionSlot {
  func problem(with layer: OverlayNetwork.Convolution) -> String? {
    if layer.stride != 1 { return "has stride \(layer.stride) where the overlay has 1" }
    if layer.kernelHeight != layer.kernelWidth || layer.input.height != layer.input.width {
      return "is not square"
    }
    if layer.kernelHeight > kernel { return "has a kernel larger than \(kernel)" }
    if layer.input.height > input.height || layer.input.channels > input.channels {
      return "takes \(layer.input) where the overlay holds at most \(input)"
    }
    if layer.output.height > output.height || layer.output.channels > output.channels {
      return "gives \(layer.output) where the overlay holds at most \(output)"
    }
    if layer.rectifies != rectifies {
      return rectifies
        ? "is not followed by the overlay's ReLU" : "has a ReLU that the overlay lacks"
    }
    return nil
  }
}
