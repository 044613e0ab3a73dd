// SPDX-License-Identifier: BSD-3-Clause
public import Accel

/// A trained model, by the paths of its files.
public enum ModelFile {
  /// Models of two files, for help and messages.
  public static let pairs = "FILE.prototxt,FILE.caffemodel[.h5] or FILE.prototxt,FILE.npz (Lasagne)"
  /// What files may be given, for help and messages.
  public static let kinds = "FILE.onnx, \(pairs)"

  /// Import a model as layers alone.
  ///
  /// - Parameter paths: of one file or two with a comma between, as ``kinds`` says.
  /// - Throws: `AccelError`: `invalidArgument` for files of another kind; otherwise as the importer
  ///   of that kind.
  public static func graph(_ paths: String) throws(AccelError) -> LayerGraph {
    let files = files(paths)
    return isONNX(files) ? try ONNXModel.graph(files[0]) : try model(paths).graph
  }

  /// Import a model, with what its file says beside the layers.
  ///
  /// - Parameter paths: of one file or two with a comma between, as ``kinds`` says.
  /// - Throws: as ``graph(_:)``.
  public static func model(_ paths: String) throws(AccelError) -> ImportedModel {
    let files = files(paths)
    if isONNX(files) { return try ONNXModel.model(files[0]) }
    try checkKind(of: paths)
    if files[1].hasSuffix(".npz") {
      return ImportedModel(try LasagneModel.graph(prototxt: files[0], parameters: files[1]))
    }
    return ImportedModel(try CaffeModel.graph(prototxt: files[0], caffemodel: files[1]))
  }

  /// Refuse names that are none of ``kinds``.
  ///
  /// - Parameters:
  ///   - paths: of one file or two with a comma between.
  ///   - verb: what was tried with them, for the message.
  ///   - kinds: what may be given, for the message.
  /// - Throws: `AccelError` `invalidArgument`.
  public static func checkKind(
    of paths: String, to verb: String = "import", kinds: String = kinds
  ) throws(AccelError) {
    let files = files(paths)
    guard isONNX(files) || (isPair(paths) && files[0].hasSuffix(".prototxt")) else {
      throw AccelError(
        .invalidArgument, attempt: "\(verb) \(paths)", problem: "it is no model of a known kind",
        remedy: "give \(kinds)")
    }
  }

  /// The first of the files, which a mean image may lie beside.
  public static func description(of paths: String) -> String { files(paths)[0] }

  /// Whether two files are named.
  public static func isPair(_ paths: String) -> Bool {
    let files = files(paths)
    return files.count == 2 && !files.contains("")
  }

  private static func files(_ paths: String) -> [String] {
    paths.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }

  private static func isONNX(_ files: [String]) -> Bool {
    files.count == 1 && files[0].hasSuffix(".onnx")
  }
}
