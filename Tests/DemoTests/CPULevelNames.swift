// SPDX-License-Identifier: BSD-3-Clause
import Accel

enum CPULevelNames {
  static let available = CPULevel.available.map(\.description)
}
