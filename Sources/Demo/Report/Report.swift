// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ProgramSupport

/// Everything that the screen and the page show; written by `--json`.
struct Report: Codable, Equatable {
  var program = "accel-demo \(Version.text)"
  /// What the screen says about device, data and model.
  var notes: [String]
  var build: String
  var dataset: String
  var dataSource: String
  var images: Int
  var network: Network
  var board: Board?
  var cpu: [CPU]
  /// Output words in which board and CPU differ.
  var differingWords: Int?
  var latency: [Latency]?
  /// Images a second of the board over those of the CPU.
  var speedUp: Double?
  var published: [PublishedResult]?
  var roofline: Roofline?
  /// Of the board's output words where there is one, else of the first CPU's.
  var classification: Classification
  /// In the order in which they ran.
  var phases: [Phase]
  var machine: Machine

  /// A part of the run, by the wall clock.
  struct Phase: Codable, Equatable {
    var name: String
    var seconds: Double
  }

  struct Network: Codable, Equatable {
    var name: String
    var source: String
    /// Of its numbers: overlay or native.
    var profile: String
    var format: String
    var megaOperations: Double
    /// Biases that the number format has no place for.
    var layersWithoutTheirBiases: [String]
  }

  struct Board: Codable, Equatable {
    var device: String
    /// How its time comes about: measured, simulated or modelled.
    var clock: String
    /// By that clock, until the weights are loaded.
    var loadingSeconds: Double
    var batch: Int
    var right: Int
    var seconds: Double
    var imagesPerSecond: Double
    var gigaOperationsPerSecond: Double
    var wallSeconds: Double
    /// Of the wall-clock time, what the driver and the session took, not the board.
    var driverShare: Double
    var transfers: UInt64
    var bytesToDevice: UInt64
    var bytesFromDevice: UInt64
    var bytesSynchronized: UInt64
    var lostInterrupts: UInt64
    /// Failures that were recovered and their transfers repeated.
    var recovered: [String] = []
    /// Of a generated design.
    var design: Design?
    /// Of a few batches more.
    var timeline: Timeline?
  }

  /// What a generated design counted while it ran.
  struct Design: Codable, Equatable {
    struct Layer: Codable, Equatable {
      var name: String
      /// Of the clock cycles: computing, waiting for input, waiting for the next layer.
      var busy: Double
      var starved: Double
      var blocked: Double
    }

    /// What the design was made for.
    var megahertz: Double
    /// Clock cycles from the first image's start to the last one's end, for each image.
    var cyclesPerImage: Double
    /// At that clock.
    var imagesPerSecond: Double
    var layers: [Layer]
  }

  struct CPU: Codable, Equatable {
    var level: String
    var threads: Int
    /// Of the network's numbers: overlay or native.
    var profile: String
    var right: Int
    /// Of all images; in a benchmark, at the median rate of timed blocks of up to 256 images.
    var seconds: Double
    var imagesPerSecond: Double
    var gigaOperationsPerSecond: Double
    /// On one thread, in a few runs more.
    var layers: [Layer]?

    /// A layer, or a convolution and the pooling that is computed with it.
    struct Layer: Codable, Equatable {
      var name: String
      var microsecondsPerImage: Double
      /// Of layers with weights.
      var gigaOperationsPerSecond: Double?
    }

    /// What rows are called, for example `CPU avx2, 2 threads, native`.
    static func name(_ level: String, threads: Int, profile: String) -> String {
      "CPU \(level), \(threads) \(threads == 1 ? "thread" : "threads")"
        + (profile == "native" ? ", native" : "")
    }
  }

  /// One image at a time.
  struct Latency: Codable, Equatable {
    var what: String
    var how: String
    /// How many were timed one by one.
    var runs: Int
    /// On the CPU, the median of timed blocks of runs, as for batches.
    var p50Milliseconds: Double
    var p99Milliseconds: Double
  }
}
