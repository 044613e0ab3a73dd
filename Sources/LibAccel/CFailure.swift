// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import CAccel

enum CFailure {
  /// Run what may fail, and report as the functions of accel.h do.
  static func report(
    to target: UnsafeMutablePointer<accel_error>?, _ body: () throws(AccelError) -> Void
  ) -> Int32 {
    unsafe target?.pointee = accel_error()
    do throws(AccelError) {
      try body()
      return 0
    } catch {
      if let target = unsafe target {
        unsafe target.pointee.code = error.code.number
        unsafe target.pointee.system_error = error.systemError ?? 0
        unsafe CText.copy(error.description, to: &target.pointee.message)
      }
      return error.code.number
    }
  }
}

enum CText {
  /// Copy UTF-8 into a C array of characters: it ends with a zero, cut at a character where it is
  /// too long.
  static func copy<Characters>(_ text: String, to target: inout Characters) {
    let bytes = Array(text.utf8)
    unsafe withUnsafeMutableBytes(of: &target) { target in
      var count = min(bytes.count, target.count - 1)
      while count < bytes.count, count > 0, bytes[count] & 0xc0 == 0x80 { count -= 1 }
      for index in 0..<count { unsafe target[index] = bytes[index] }
      unsafe target[count] = 0
    }
  }
}
