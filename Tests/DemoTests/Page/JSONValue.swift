// SPDX-License-Identifier: BSD-3-Clause

/// Any JSON. (JSONSerialization rounds numbers.)
enum JSONValue: Decodable, Equatable {
  case number(Double)
  case text(String)
  case array([JSONValue])
  case object([String: JSONValue])
  case other

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let array = try? container.decode([JSONValue].self) {
      self = .array(array)
    } else if let object = try? container.decode([String: JSONValue].self) {
      self = .object(object)
    } else {
      self = .other
    }
  }

  /// What is at `a.0.b`: keys of objects and places in arrays.
  func value(at path: String) -> JSONValue? {
    path.split(separator: ".").reduce(self as JSONValue?) { value, key in
      switch value {
      case .array(let array): Int(key).flatMap { array.indices.contains($0) ? array[$0] : nil }
      case .object(let object): object[String(key)]
      default: nil
      }
    }
  }
}
