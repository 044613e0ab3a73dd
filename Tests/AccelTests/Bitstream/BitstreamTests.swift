// SPDX-License-Identifier: BSD-3-Clause
import TestSupport
import Testing

@testable import Accel

struct BitstreamTests {
  private func read(_ file: TestBitstream) throws -> Bitstream {
    try Bitstream(file.bytes, named: "a.bit")
  }

  private func problem(_ bytes: [UInt8]) -> String? {
    do throws(AccelError) {
      _ = try Bitstream(bytes, named: "a.bit")
      return nil
    } catch {
      #expect(error.code == .malformedFile)
      return error.problem
    }
  }

  @Test("A .bit file says what it is for, and holds its configuration")
  func headed() throws {
    let file = TestBitstream()
    let bitstream = try read(file)
    #expect(
      bitstream.header
        == Bitstream.Header(
          design: "lenet_wrapper;UserID=0XFFFFFFFF;Version=2018.2", part: "7z020clg400",
          date: "2018/05/15", time: "12:34:56"))
    #expect(bitstream.part == FPGAPart("xc7z020clg400-1"))
    #expect(bitstream.idcode == 0x0372_7093 && bitstream.byteOrder == .highestFirst)
    #expect(bitstream.extent == .full && bitstream.trailingByteCount == 0)
    #expect(bitstream.byteCount == file.configuration.count)
    #expect(bitstream.image(.highestFirst) == file.configuration)
  }

  @Test("A .bin file of either byte order is for the device that its packets check")
  func headless() throws {
    for isSwapped in [false, true] {
      var file = TestBitstream.withoutHeader()
      file.isSwapped = isSwapped
      let bitstream = try read(file)
      #expect(bitstream.header == nil && bitstream.part == FPGAPart("xc7z020"))
      #expect(bitstream.byteOrder == (isSwapped ? .lowestFirst : .highestFirst))
      #expect(bitstream.image(bitstream.byteOrder) == file.configuration)
      file.isSwapped.toggle()
      let other: Bitstream.ByteOrder = isSwapped ? .highestFirst : .lowestFirst
      #expect(bitstream.image(other) == file.configuration)
    }
  }

  @Test("An image is whole words, whose padding is in the last one")
  func padding() throws {
    let file = TestBitstream.withoutHeader()
    let bitstream = try Bitstream(file.bytes + [1, 2, 3], named: "a.bin")
    #expect(bitstream.image(.highestFirst) == file.bytes + [1, 2, 3, 0])
    #expect(bitstream.image(.lowestFirst).suffix(4) == [0, 3, 2, 1])
  }

  @Test("What lies behind the length in the header is counted, and not loaded")
  func trailing() throws {
    let file = TestBitstream()
    let bitstream = try Bitstream(file.bytes + [9, 9, 9, 9, 9], named: "a.bit")
    #expect(bitstream.trailingByteCount == 5)
    #expect(bitstream.image(.highestFirst) == file.configuration)
  }

  @Test("Whether a file is partial is told by its header, or by its size")
  func extents() throws {
    var file = TestBitstream()
    file.design = "top;UserID=0XFFFFFFFF;PARTIAL=TRUE;Version=2018.3"
    #expect(try read(file).extent == .partial)
    file.design = "PARTIAL=TRUEST"
    #expect(try read(file).extent == .full)
    file.part = nil
    #expect(try read(file).extent == .partial)
    file.isCompressed = true
    #expect(try read(file).extent == nil)
    file.isCompressed = false
    file.idcode = 0x0372_2093
    file.frameWords = 520_000
    #expect(try read(file).extent == .full)
    file.idcode = nil
    #expect(try read(file).extent == nil)
  }

  @Test("A file that was cut short says by how much, wherever it was cut")
  func cutShort() throws {
    let file = TestBitstream()
    #expect(problem(file.bytes.dropLast(1) + []) == "it ends 1 bytes too early")
    let start = file.bytes.count - file.configuration.count
    for count in 0..<file.bytes.count {
      #expect(problem(Array(file.bytes.prefix(count))) != nil, "\(count) bytes")
      if count < start && count > 10 {
        #expect(problem(Array(file.bytes.prefix(count))) == "it ends within its header")
      }
    }
    let bare = TestBitstream.withoutHeader().bytes
    for count in 0..<bare.count - 11 {
      #expect(problem(Array(bare.prefix(count))) != nil, "\(count) bytes")
    }
    // The last two words are there for the clock only.
    #expect(problem(Array(bare.dropLast(8))) == nil)
  }

  @Test("Configurations without an end, files of other kinds and odd headers are refused")
  func refusals() throws {
    var file = TestBitstream()
    file.isEnded = false
    #expect(problem(file.bytes) == "it ends 8 bytes too early")
    #expect(problem([])?.contains("no bitstream") == true)
    #expect(problem(Array("#!/bin/sh\n".utf8))?.contains("no bitstream") == true)
    let sound = TestBitstream().bytes
    let start = sound.count - TestBitstream().configuration.count
    #expect(problem(Array(sound.prefix(start - 4)) + [0, 0, 0, 0])?.contains("sync word") == true)
    var odd = sound
    odd[12] = 2
    #expect(problem(odd)?.contains("no known kind") == true)
    odd = sound
    odd[13] = 0x66
    #expect(problem(odd) == "its header has a field of an unknown kind, 102")
    // A sync word that no loader would see.
    #expect(problem([0] + TestBitstream.withoutHeader().bytes)?.contains("sync word") == true)
  }

  @Test("A header's text reaches no terminal as a command")
  func controls() throws {
    var file = TestBitstream()
    file.design = "a\u{1b}[31m\u{e9}\n"
    #expect(try read(file).header?.design == "a?[31m???")
  }

  @Test("What cannot be read, as if it were encrypted, is left to the device")
  func encrypted() throws {
    let noise = TestBitstream.withoutHeader().words.prefix(12).flatMap { word in
      (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) }
    }
    let bitstream = try Bitstream(noise + [UInt8](repeating: 0xe5, count: 64), named: "a.bin")
    #expect(bitstream.idcode == nil && bitstream.part == nil && bitstream.extent == nil)
    #expect(throws: AccelError.self) {
      try bitstream.check(for: #require(FPGAPart("xc7z020")), named: "a.bin")
    }
  }

  @Test("A bitstream for another part is refused, and one whose halves disagree")
  func parts() throws {
    let board = try #require(FPGAPart("xc7z020clg400-1"))
    try read(TestBitstream()).check(for: board, named: "a.bit")
    try read(.withoutHeader()).check(for: board, named: "a.bin")
    for (part, idcode, says) in [
      ("7z010clg400", 0x0372_2093, "it is for xc7z010clg400, and the board has xc7z020clg400"),
      ("7z020clg484", 0x0372_7093, "it is for xc7z020clg484, and the board has xc7z020clg400"),
      ("7z020clg400", 0x0372_2093, "its header names xc7z020clg400, its configuration"),
      (nil, 0x0373_1093, "it is for xc7z045"),
    ] as [(String?, UInt32, String)] {
      do throws(AccelError) {
        try Bitstream(TestBitstream(part: part, idcode: idcode).bytes, named: "b")
          .check(for: board, named: "b")
        Issue.record("\(says): accepted")
      } catch {
        #expect(error.code == .wrongPart && error.problem.hasPrefix(says), "\(error)")
      }
    }
  }
}
