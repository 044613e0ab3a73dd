// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// What both kinds of session do alike.
protocol RunningSession: ~Copyable {
  var deviceName: String { get }
  var clock: BoardClock { get }
  var statistics: DeviceStatistics { get }
  var recoveries: [AccelError] { get }
  mutating func run(_ words: [Int32]) throws(AccelError) -> [Int32]
}

extension Session: RunningSession {}
extension NativeSession: RunningSession {}
