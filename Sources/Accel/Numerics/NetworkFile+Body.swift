// SPDX-License-Identifier: BSD-3-Clause

extension ByteWriter {
  mutating func write(_ network: Network) {
    write(network.profile.rawValue)
    switch network {
    case .overlay(let network): write(network)
    case .native(let network): write(network)
    }
  }

  mutating func write(_ shape: Shape) {
    for extent in [shape.height, shape.width, shape.channels] { write(UInt16(extent)) }
  }

  /// Numbers within a format, in as many bits.
  mutating func write<Number: FixedWidthInteger>(_ numbers: [Number], _ format: FixedFormat) {
    write(UInt32(numbers.count))
    for number in numbers {
      if format == .fixed8 { write(Int8(number)) } else { write(Int16(number)) }
    }
  }
}

extension ByteReader {
  mutating func network() throws(AccelError) -> Network {
    let profile = try uint8()
    switch Network.Profile(rawValue: profile) {
    case .overlay: return .overlay(try overlayNetwork())
    case .native: return .native(try nativeNetwork())
    case nil: throw malformed("its number profile \(profile) is unknown")
    }
  }

  mutating func format() throws(AccelError) -> FixedFormat {
    let bits = try uint8()
    guard let format = FixedFormat(rawValue: Int(bits)) else {
      throw malformed("its numbers have \(bits) bits")
    }
    return format
  }

  mutating func shape() throws(AccelError) -> Shape {
    let height = Int(try uint16())
    let width = Int(try uint16())
    return Shape(height: height, width: width, channels: Int(try uint16()))
  }

  mutating func numbers(_ format: FixedFormat) throws(AccelError) -> [Int16] {
    let count = try count(of: format.bits / 8)
    var numbers: [Int16] = []
    numbers.reserveCapacity(count)
    for _ in 0..<count {
      numbers.append(
        format == .fixed8
          ? Int16(Int8(bitPattern: try uint8())) : Int16(bitPattern: try uint16()))
    }
    return numbers
  }

  mutating func flag(_ what: String) throws(AccelError) -> Bool {
    let value = try uint8()
    guard value <= 1 else { throw malformed("\(what) is neither 0 nor 1") }
    return value == 1
  }
}
