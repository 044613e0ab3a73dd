// SPDX-License-Identifier: BSD-3-Clause
import ArgumentParser
import Testing

@testable import Demo

struct ArgumentsTests {
  private func parse(_ line: String) throws -> Arguments {
    let command = try AccelDemo.parse(line.split(separator: " ").map(String.init))
    try command.arguments.check()
    return command.arguments
  }

  @Test("Values are taken as given, and left out ones have their defaults")
  func values() throws {
    let arguments = try parse("--mnist --count 7 --batch 3 --threads 2 --cpu scalar --device sim:")
    #expect(arguments.count == 7 && arguments.batch == 3 && arguments.threads == 2)
    #expect(arguments.cpu == "scalar" && arguments.device == "sim:")
    let standard = try parse("--mnist")
    #expect(standard.device == "auto" && standard.batch == 600)
    #expect(standard.count == nil && standard.threads == nil && standard.cpu == nil)
  }

  @Test("A benchmark is of MNIST unless CIFAR-10 is asked for")
  func datasets() throws {
    #expect(try parse("--benchmark").dataset == .mnist)
    #expect(try parse("--cifar10 --model a,b --data c").dataset == .cifar10)
  }

  @Test("A model is a .accel file, or two paths with a comma between them")
  func models() throws {
    #expect(try parse("--mnist --model a.prototxt,b.caffemodel").networkFile == nil)
    #expect(try parse("--mnist --model a.accel").networkFile == "a.accel")
    for bad in ["a", "a,", ",b", "a,b,c"] {
      #expect(throws: (any Error).self, "\(bad)") { try parse("--mnist --model \(bad)") }
    }
  }

  @Test("A benchmark without a board is of a native network")
  func benchmarks() throws {
    #expect(try parse("--benchmark --device cpu --model a.accel").benchmark)
    #expect(throws: (any Error).self) { try parse("--benchmark --device cpu --model a,b") }
  }

  @Test("Largest values are accepted, those beyond are not")
  func bounds() throws {
    #expect(try parse("--mnist --batch 1000000 --threads 256").batch == 1_000_000)
    for bad in ["--batch 1000001", "--threads 257", "--count 0", "--count 2147483648"] {
      #expect(throws: (any Error).self, "\(bad)") { try parse("--mnist \(bad)") }
    }
  }
}
