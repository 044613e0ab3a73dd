// SPDX-License-Identifier: BSD-3-Clause

/// What a user, a file or hardware can cause: one sentence that says what was tried, what was
/// wrong and what to do.
///
/// Programmers' mistakes are preconditions instead.
public struct AccelError: Error, Sendable, Hashable {
  /// The kind of failure, for programs; the texts are for people and may change.
  public struct Code: Sendable, Hashable {
    enum Value: UInt8, Sendable {
      case invalidLocator = 1
      case deviceNotFound, deviceBusy, outOfDeviceMemory, fabricNotProgrammed
      case transferFailed, timedOut, deviceFault, echoMismatch, unsupportedByOverlay
      case invalidGraph, shapeMismatch, unsupportedLayer, valueOutOfRange
      case unreadableFile, malformedFile, unwritableFile, invalidArgument, unavailable
      case wrongPart, loadFailed
    }
    let value: Value

    /// The same for C: the header accel.h names the numbers, which never change.
    public var number: Int32 { Int32(value.rawValue) }

    /// A device locator that cannot be understood.
    public static let invalidLocator = Code(value: .invalidLocator)
    /// No board, or no register window of the kind that is needed.
    public static let deviceNotFound = Code(value: .deviceNotFound)
    /// Another process, or another exchange, is using the device.
    public static let deviceBusy = Code(value: .deviceBusy)
    /// No contiguous memory left.
    public static let outOfDeviceMemory = Code(value: .outOfDeviceMemory)
    /// The fabric holds no design: every register reads 0xFFFF_FFFF.
    public static let fabricNotProgrammed = Code(value: .fabricNotProgrammed)
    /// A DMA error bit was set.
    public static let transferFailed = Code(value: .transferFailed)
    /// The board did not answer within the time allowed.
    public static let timedOut = Code(value: .timedOut)
    /// The driver failed in another way; see ``AccelError/systemError``.
    public static let deviceFault = Code(value: .deviceFault)
    /// What came back is not what was sent.
    public static let echoMismatch = Code(value: .echoMismatch)
    /// The network does not fit the overlay on the board.
    public static let unsupportedByOverlay = Code(value: .unsupportedByOverlay)
    /// Layers in an order, or with a name, that makes no network.
    public static let invalidGraph = Code(value: .invalidGraph)
    /// Shapes or element counts that do not fit together.
    public static let shapeMismatch = Code(value: .shapeMismatch)
    /// A layer or a parameter that Accel does not implement.
    public static let unsupportedLayer = Code(value: .unsupportedLayer)
    /// A number that the format cannot hold.
    public static let valueOutOfRange = Code(value: .valueOutOfRange)
    /// A file that is missing or cannot be read.
    public static let unreadableFile = Code(value: .unreadableFile)
    /// A file whose contents are not what they should be.
    public static let malformedFile = Code(value: .malformedFile)
    /// A file that cannot be written.
    public static let unwritableFile = Code(value: .unwritableFile)
    /// A value that a caller or a command line gave.
    public static let invalidArgument = Code(value: .invalidArgument)
    /// Something this machine lacks: an instruction set, a library, a network.
    public static let unavailable = Code(value: .unavailable)
    /// A bitstream for another part than the board's.
    public static let wrongPart = Code(value: .wrongPart)
    /// The fabric could not be programmed.
    public static let loadFailed = Code(value: .loadFailed)
  }

  /// The kind of failure.
  public let code: Code
  /// What was tried, for example `"load the weights of layer conv1"`.
  public let attempt: String
  /// What was wrong.
  public let problem: String
  /// What to do about it.
  public let remedy: String
  /// The positive `errno` value behind it, where there is one.
  public let systemError: Int32?

  /// The texts join to one sentence: cannot `attempt`: `problem`; `remedy`.
  public init(
    _ code: Code, attempt: String, problem: String, remedy: String, systemError: Int32? = nil
  ) {
    self.code = code
    self.attempt = attempt
    self.problem = problem
    self.remedy = remedy
    self.systemError = systemError
  }
}

extension AccelError {
  /// The same failure as part of something larger.
  func during(_ attempt: String) -> AccelError {
    AccelError(
      code, attempt: attempt, problem: problem, remedy: remedy, systemError: systemError)
  }
}

extension AccelError: CustomStringConvertible {
  public var description: String { "cannot \(attempt): \(problem); \(remedy)" }
}
