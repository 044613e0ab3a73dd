// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import CaffeFormat
internal import SwiftProtobuf

/// What a `.prototxt` says, as it stands for inference.
struct CaffeNetwork {
  let name: String
  let layers: [CaffeLayer]
  /// The input's dimensions (batch, channels, height, width) in the form without an Input layer.
  let legacyInput: [Int64]
  let legacyInputName: String

  init(prototxt: [UInt8], named file: String) throws(AccelError) {
    let net = try PrototxtReader(file: file).read(prototxt)
    name = net.name.isEmpty ? file : net.name
    guard net.layer.isEmpty || net.layers.isEmpty else {
      throw AccelError(
        .malformedFile, attempt: "read \(file)",
        problem: "it mixes layers of the current and of the old form",
        remedy: "upgrade it with Caffe's upgrade_net_proto_text")
    }
    try CaffeNetwork.checkRules(
      net.layer.map { ($0.name, $0.include + $0.exclude) }
        + net.layers.map { ($0.name, $0.include + $0.exclude) }, file)
    layers =
      net.layer.filter { Self.isForInference($0.include, $0.exclude) }.map { CaffeLayer($0) }
      + net.layers.filter { Self.isForInference($0.include, $0.exclude) }.map { CaffeLayer($0) }
    legacyInput = net.inputShape.first?.dim ?? net.inputDim.map { Int64($0) }
    legacyInputName = net.input.first ?? ""
    guard net.input.count <= 1 else {
      throw AccelError(
        .unsupportedLayer, attempt: "read \(file)", problem: "it has \(net.input.count) inputs",
        remedy: "use a network with one input")
    }
  }

  /// Phases are told apart; levels and stages depend on what a program asks for.
  private static func checkRules(
    _ layers: [(name: String, rules: [Caffe_NetStateRule])], _ file: String
  ) throws(AccelError) {
    for layer in layers {
      for rule in layer.rules
      where rule.hasMinLevel || rule.hasMaxLevel || !rule.stage.isEmpty || !rule.notStage.isEmpty {
        throw AccelError(
          .unsupportedLayer, attempt: "read \(file)",
          problem: "layer \(layer.name): include and exclude with levels or stages are not "
            + "supported", remedy: "write a .prototxt with the layers for inference alone")
      }
    }
  }

  private static func isForInference(
    _ include: [Caffe_NetStateRule], _ exclude: [Caffe_NetStateRule]
  ) -> Bool {
    func matches(_ rule: Caffe_NetStateRule) -> Bool { !rule.hasPhase || rule.phase == .test }
    return include.isEmpty
      ? !exclude.contains(where: matches) : include.contains(where: matches)
  }
}

/// Reads the text form, and finds the line of what it cannot read.
struct PrototxtReader {
  let file: String

  func read(_ bytes: [UInt8]) throws(AccelError) -> Caffe_NetParameter {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw malformed("it is not text")
    }
    let error: any Error
    do {
      return try Caffe_NetParameter(textFormatString: text)
    } catch let caught {
      error = caught
    }
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    guard let index = lineOfError(lines) else {
      throw malformed("it ends too early or a brace does not close")
    }
    let line = lines[index].trimmingPrefix { $0 == " " || $0 == "\t" }
    let quoted = line.prefix(60)
    let what =
      switch error as? TextFormatDecodingError {
      case .unknownField: "has a field that Accel does not know"
      case .unrecognizedEnumValue: "has a value that Accel does not know"
      case .malformedNumber: "has a malformed number"
      default: "is not well formed"
      }
    throw malformed("line \(index + 1) (\(quoted)) \(what)")
  }

  /// The first line with which the text before and including it cannot be completed to a network.
  private func lineOfError(_ lines: [Substring]) -> Int? {
    var good = 0
    var bad = lines.count + 1
    while bad - good > 1 {
      let middle = (good + bad) / 2
      if canBeCompleted(lines.prefix(middle).joined(separator: "\n")) {
        good = middle
      } else {
        bad = middle
      }
    }
    return bad <= lines.count ? bad - 1 : nil
  }

  private func canBeCompleted(_ text: String) -> Bool {
    let completed = text + "\n" + closers(of: text)
    return (try? Caffe_NetParameter(textFormatString: completed)) != nil
  }

  /// What closes the messages that the text leaves open.
  private func closers(of text: String) -> String {
    var closers = ""
    var quote: Unicode.Scalar?
    var isEscaped = false
    var isComment = false
    for scalar in text.unicodeScalars {
      if scalar == "\n" {
        (quote, isEscaped, isComment) = (nil, false, false)
      } else if isComment || isEscaped {
        isEscaped = false
      } else if let open = quote {
        isEscaped = scalar == "\\"
        if scalar == open { quote = nil }
      } else {
        switch scalar {
        case "#": isComment = true
        case "\"", "'": quote = scalar
        case "{": closers.append("}")
        case "<": closers.append(">")
        case "}", ">": _ = closers.popLast()
        default: break
        }
      }
    }
    return String(closers.reversed())
  }

  private func malformed(_ problem: String) -> AccelError {
    AccelError(
      .malformedFile, attempt: "read \(file)", problem: problem,
      remedy: "use the deploy .prototxt of a network with supported layers")
  }
}
