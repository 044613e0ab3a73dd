// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ArgumentParser
internal import Foundation
internal import ProgramSupport

@main
struct AccelDemo: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accel-demo",
    abstract: "Classify images on the accelerator and on the CPU, and compare every word.",
    discussion: """
      Without --model, the LeNet-5 that comes with the program is used, in two forms: one trained for \
      the published overlay, which boards and the CPU compute, and one of the native profile, which \
      designs made by accel generate and the CPU compute. Without --data, MNIST is looked for in \
      $ACCEL_DATA and in the cache, then downloaded; offline ($ACCEL_OFFLINE=1), the program draws \
      digits itself.

      --cifar10 takes the published network: fixed16, with its mean image as mean_image.npy or \
      mean.binaryproto beside the .prototxt; or a .accel file made of it.

      Devices: auto (a board with our kernel module, else a board by UIO whose overlay is known, else a \
      simulated one), cpu, board:/dev/accel0 for a board with our kernel module, board:uio for one \
      without it (options: dma=0x40400000, switch=0x43c00000, slcr=0xf8000000 say where windows are, \
      length-width=23, data-width=4, memory=zocl|u-dma-buf|xlnk, xlnk=A|B|C|D, programmed=yes, and for \
      root mem=/dev/mem), rtl:LIB.so for a generated design simulated from its RTL, clock by clock (options: \
      stalls=SEED, latency=CYCLES, fault=KIND@N, waves=FILE), or sim: for a simulated PYNQ-Z1, with options separated by commas: \
      overlay=lenet|cifar10, latency=20ms, fault=NAME[@N][xM] where NAME is slverr, decerr, interr, \
      no-tlast, early-tlast, lost-irq, stuck, bad-reply, bad-weights or unprogrammed, N the transfer \
      (from 1; loading weights takes one for each layer, four for LeNet-5) and M the number of times.

      Environment: ACCEL_DATA is a folder to look for MNIST in; ACCEL_OFFLINE=1 forbids the download; \
      ACCEL_CPU names the instruction set; NO_COLOR=1 keeps colours from the terminal.

      Completion: accel-demo --generate-completion-script bash (or zsh, fish).

      Exit codes: 0 success, 1 failure, 64 wrong usage.
      """,
    version: "accel-demo \(Version.line)")

  @OptionGroup var arguments: Arguments

  mutating func run() throws {
    // In validate(), which comes before the parser finds unknown options, it would hide those.
    try arguments.check()
    // A reader that closes the pipe ends the output, not the program.
    signal(SIGPIPE, SIG_IGN)
    do throws(AccelError) {
      try Demonstration(arguments).run()
    } catch {
      StandardStreams.complain(error.description, program: "accel-demo")
      throw ExitCode(1)
    }
  }
}
