// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation

/// A point of a drawing; x to the right, y down, both about 0...1.
struct Point {
  var x: Double
  var y: Double
}

/// A line that a pen draws without lifting.
struct Stroke {
  var points: [Point]

  /// Straight from point to point.
  static func line(_ coordinates: (Double, Double)...) -> Stroke {
    Stroke(points: coordinates.map { Point(x: $0.0, y: $0.1) }).subdivided
  }

  /// Part of an ellipse, clockwise from one angle to the other; 0 is to the right, in turns.
  static func arc(
    _ center: (Double, Double), _ radii: (Double, Double), from start: Double, to end: Double
  ) -> Stroke {
    let steps = 24
    return Stroke(
      points: (0...steps).map { step in
        let angle = 2 * Double.pi * (start + (end - start) * Double(step) / Double(steps))
        return Point(x: center.0 + radii.0 * cos(angle), y: center.1 + radii.1 * sin(angle))
      })
  }

  /// One stroke that goes on where the other ends.
  func then(_ next: Stroke) -> Stroke { Stroke(points: points + next.points) }

  /// With points in between, so that distortion bends straight lines too.
  private var subdivided: Stroke {
    var result: [Point] = []
    for (start, end) in zip(points, points.dropFirst()) {
      for step in 0..<8 {
        let share = Double(step) / 8
        result.append(
          Point(x: start.x + (end.x - start.x) * share, y: start.y + (end.y - start.y) * share))
      }
    }
    return Stroke(points: result + points.suffix(1))
  }
}

extension Stroke {
  /// How people write a digit: one of a few ways.
  static func ways(of digit: Int) -> [[Stroke]] {
    switch digit {
    case 0: [[.arc((0.5, 0.5), (0.3, 0.48), from: -0.25, to: 0.75)]]
    case 1: [[.line((0.5, 0), (0.5, 1))], [.line((0.32, 0.22), (0.52, 0), (0.52, 1))]]
    case 2:
      [
        [
          .arc((0.48, 0.28), (0.32, 0.28), from: -0.5, to: 0.1).then(
            .line((0.72, 0.45), (0.14, 0.98), (0.86, 0.98)))
        ]
      ]
    case 3:
      [
        [
          .arc((0.45, 0.25), (0.3, 0.25), from: -0.45, to: 0.25),
          .arc((0.45, 0.73), (0.35, 0.26), from: -0.25, to: 0.42),
        ]
      ]
    case 4:
      [
        [.line((0.25, 0), (0.16, 0.55), (0.84, 0.55)), .line((0.68, 0.08), (0.66, 1))],
        [.line((0.6, 0), (0.12, 0.66), (0.88, 0.66)), .line((0.62, 0.02), (0.62, 1))],
      ]
    case 5:
      [
        [
          .line((0.82, 0.02), (0.28, 0.02), (0.24, 0.44)).then(
            .arc((0.46, 0.69), (0.34, 0.3), from: -0.33, to: 0.4))
        ]
      ]
    case 6:
      [
        [
          .line((0.68, 0), (0.36, 0.34), (0.2, 0.68)).then(
            .arc((0.5, 0.72), (0.3, 0.27), from: -0.5, to: 0.5))
        ]
      ]
    case 7:
      [
        [.line((0.14, 0.04), (0.84, 0.04), (0.42, 1))],
        [.line((0.14, 0.04), (0.84, 0.04), (0.42, 1)), .line((0.36, 0.5), (0.76, 0.5))],
      ]
    case 8:
      [
        [
          .arc((0.5, 0.25), (0.26, 0.24), from: 0.25, to: -0.75),
          .arc((0.5, 0.74), (0.31, 0.25), from: -0.25, to: 0.75),
        ]
      ]
    default:
      [
        [
          .arc((0.48, 0.28), (0.28, 0.27), from: 0, to: 1),
          .line((0.76, 0.28), (0.72, 0.6), (0.58, 1)),
        ]
      ]
    }
  }
}
