// SPDX-License-Identifier: BSD-3-Clause
// The functions have the names of accel.h.
// swift-format-ignore-file: AlwaysUseLowerCamelCase
internal import Accel
public import CAccel

/// What an `accel_network` points to.
final class CNetwork {
  let network: Network

  init(_ network: Network) { self.network = network }
}

@c @implementation
public func accel_network_parse(
  _ bytes: UnsafeRawPointer, _ size: Int, _ name: UnsafePointer<CChar>,
  _ network: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<accel_error>?
) -> Int32 {
  unsafe CFailure.report(to: error) { () throws(AccelError) in
    unsafe network?.pointee = nil
    let contents = unsafe Array(UnsafeRawBufferPointer(start: bytes, count: size))
    let made = CNetwork(
      try NetworkFile.network(contents, named: unsafe String(cString: name)))
    unsafe network?.pointee = OpaquePointer(Unmanaged.passRetained(made).toOpaque())
  }
}

@c @implementation
public func accel_network_describe(
  _ network: OpaquePointer, _ info: UnsafeMutablePointer<accel_network_info>
) {
  let network = unsafe CNetwork.from(network).network
  unsafe info.pointee = accel_network_info()
  unsafe info.pointee.input = accel_shape(network.input)
  unsafe info.pointee.output = accel_shape(network.output)
  unsafe info.pointee.profile = Int32(network.profile.rawValue)
  unsafe info.pointee.bits = Int32(network.format.bits)
  unsafe info.pointee.hash = NetworkFile.hash(of: network)
  if case .native(let native) = network {
    unsafe info.pointee.output_scale = native.outputQuantization.scale
    unsafe info.pointee.output_zero_point = native.outputQuantization.zeroPoint
  }
  unsafe CText.copy(network.name, to: &info.pointee.name)
}

@c @implementation
public func accel_network_close(_ network: OpaquePointer?) {
  guard let network = unsafe network else { return }
  unsafe Unmanaged<CNetwork>.fromOpaque(UnsafeRawPointer(network)).release()
}

extension CNetwork {
  static func from(_ pointer: OpaquePointer) -> CNetwork {
    unsafe Unmanaged<CNetwork>.fromOpaque(UnsafeRawPointer(pointer)).takeUnretainedValue()
  }
}

extension accel_shape {
  init(_ shape: Shape) {
    self.init(
      height: Int32(shape.height), width: Int32(shape.width), channels: Int32(shape.channels))
  }
}
