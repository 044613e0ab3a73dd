// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import Foundation
internal import ModelImport
internal import ProgramSupport

/// Digits drawn by the program: strokes under a random affine and elastic distortion, laid out as
/// MNIST's are (28x28, the digit in about 20x20, its centre of mass in the middle).
enum SyntheticDigits {
  static let defaultSeed: UInt64 = 2018
  private static let side = 28

  /// The same seed gives the same digits.
  static func draw(_ count: Int, seed: UInt64) -> LabelledImages {
    var random = SplitMix64(seed: seed)
    var pixels: [UInt8] = []
    var labels: [UInt8] = []
    for index in 0..<count {
      let digit = index % 10
      let ways = Stroke.ways(of: digit)
      let strokes = ways[Int(random.next() % UInt64(ways.count))]
      let distortion = Distortion(&random)
      let radius = random.uniform(0.9, 1.5)
      let bent = strokes.map { stroke in stroke.points.map(distortion.apply) }
      pixels += render(centred(bent, radius: radius), radius: radius)
      labels.append(UInt8(digit))
    }
    return LabelledImages(
      shape: Shape(height: side, width: side, channels: 1), pixels: pixels, labels: labels)
  }

  /// Scale into the 20x20 box, and put the centre of mass of the ink into the middle.
  private static func centred(_ strokes: [[Point]], radius: Double) -> [[Point]] {
    let all = strokes.flatMap { $0 }
    let left = all.map(\.x).min() ?? 0
    let right = all.map(\.x).max() ?? 1
    let top = all.map(\.y).min() ?? 0
    let bottom = all.map(\.y).max() ?? 1
    let scale = (20 - 2 * radius) / max(right - left, bottom - top, 1e-6)
    let scaled = strokes.map { stroke in
      stroke.map {
        Point(
          x: 14 + ($0.x - (left + right) / 2) * scale, y: 14 + ($0.y - (top + bottom) / 2) * scale)
      }
    }
    let ink = render(scaled, radius: radius)
    var mass = 0.0
    var momentX = 0.0
    var momentY = 0.0
    for (index, value) in ink.enumerated() {
      mass += Double(value)
      momentX += Double(value) * (Double(index % side) + 0.5)
      momentY += Double(value) * (Double(index / side) + 0.5)
    }
    guard mass > 0 else { return scaled }
    let shift = Point(x: 14 - momentX / mass, y: 14 - momentY / mass)
    return scaled.map { stroke in
      stroke.map { Point(x: $0.x + shift.x, y: $0.y + shift.y) }
    }
  }

  /// Grey values from the distance to the nearest stroke.
  private static func render(_ strokes: [[Point]], radius: Double) -> [UInt8] {
    var nearest = [Double](repeating: .infinity, count: side * side)
    for stroke in strokes {
      for (start, end) in zip(stroke, stroke.dropFirst()) {
        let reach = radius + 1
        let columns = range(start.x, end.x, reach)
        for y in range(start.y, end.y, reach) {
          for x in columns {
            let distance = squaredDistance(
              Point(x: Double(x) + 0.5, y: Double(y) + 0.5), start, end)
            if distance < nearest[y * side + x] { nearest[y * side + x] = distance }
          }
        }
      }
    }
    return nearest.map { squared in
      UInt8(255 * max(0, min(1, (radius + 0.6 - squared.squareRoot()) / 1.2)))
    }
  }

  private static func range(_ a: Double, _ b: Double, _ reach: Double) -> Range<Int> {
    let low = max(0, min(Double(side), (min(a, b) - reach).rounded(.down)))
    let high = max(low, min(Double(side), (max(a, b) + reach).rounded(.up)))
    return Int(low)..<Int(high)
  }

  private static func squaredDistance(_ point: Point, _ start: Point, _ end: Point) -> Double {
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let length = dx * dx + dy * dy
    let along =
      length > 0
      ? max(0, min(1, ((point.x - start.x) * dx + (point.y - start.y) * dy) / length)) : 0
    let (x, y) = (point.x - start.x - along * dx, point.y - start.y - along * dy)
    return x * x + y * y
  }
}

/// A random affine map with two random waves on top.
private struct Distortion {
  private let xx, xy, yx, yy: Double
  private let waves: [(amplitude: Double, frequency: Double, phase: Double)]

  init(_ random: inout SplitMix64) {
    let angle = random.uniform(-0.2, 0.2)
    let shear = random.uniform(-0.15, 0.3)
    let width = random.uniform(0.75, 1.05)
    // Slanted to the right, as handwriting is.
    xx = cos(angle) * width
    xy = -sin(angle) - shear
    yx = sin(angle) * width
    yy = cos(angle)
    waves = (0..<4).map { _ in
      (
        random.uniform(-0.05, 0.05), random.uniform(2, 6), random.uniform(0, 2 * Double.pi)
      )
    }
  }

  func apply(_ point: Point) -> Point {
    let (x, y) = (point.x - 0.5, point.y - 0.5)
    func wave(_ index: Int, _ t: Double) -> Double {
      waves[index].amplitude * sin(waves[index].frequency * t + waves[index].phase)
    }
    return Point(
      x: xx * x + xy * y + wave(0, x) + wave(1, y), y: yx * x + yy * y + wave(2, x) + wave(3, y))
  }
}
