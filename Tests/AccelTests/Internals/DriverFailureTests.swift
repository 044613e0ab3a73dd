// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import Testing

@testable import Accel

struct DriverFailureTests {
  @Test("The numbers that the core has without a C library are those of Linux")
  func numbers() {
    #expect(ErrorNumber.input == EIO)
    #expect(ErrorNumber.notProgrammed == ENXIO)
    #expect(ErrorNumber.noMemory == ENOMEM)
    #expect(ErrorNumber.busy == EBUSY)
    #expect(ErrorNumber.noDevice == ENODEV)
    #expect(ErrorNumber.invalid == EINVAL)
    #expect(ErrorNumber.range == ERANGE)
    #expect(ErrorNumber.messageSize == EMSGSIZE)
    #expect(ErrorNumber.notSupported == EOPNOTSUPP)
    #expect(ErrorNumber.addressNotAvailable == EADDRNOTAVAIL)
    #expect(ErrorNumber.timedOut == ETIMEDOUT)
  }

  @Test("Each status of the driver has a code and a sentence of its own")
  func translations() {
    let codes: [(Int32, AccelError.Code)] = [
      (EIO, .deviceFault), (ENOMEM, .outOfDeviceMemory), (EBUSY, .deviceBusy),
      (ENODEV, .fabricNotProgrammed), (EINVAL, .valueOutOfRange), (ERANGE, .valueOutOfRange),
      (EMSGSIZE, .valueOutOfRange), (ETIMEDOUT, .timedOut), (EPERM, .deviceFault),
      (EADDRNOTAVAIL, .outOfDeviceMemory),
    ]
    for (number, code) in codes {
      let error = DriverCalls.failure(-number, "try")
      #expect(error.code == code && error.systemError == number)
      #expect(error.description.hasPrefix("cannot try: "))
    }
  }
}
