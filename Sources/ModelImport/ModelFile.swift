// SPDX-License-Identifier: BSD-3-Clause
public import Accel

/// A trained model, by the paths of its files.
public enum ModelFile {
  /// Models of two files, for help and messages.
  public static let pairs = "FILE.prototxt,FILE.caffemodel[.h5] or FILE.prototxt,FILE.npz (Lasagne)"
  /// What files may be given, for help and messages.
  public static let kinds = pairs

  /// Import a model.
  ///
  /// - Parameter paths: of one file or two with a comma between, as ``kinds`` says.
  /// - Throws: ``AccelError``: `invalidArgument` for files of another kind; otherwise as the importer
  ///   of that kind.
  public static func graph(_ paths: String) throws(AccelError) -> LayerGraph {
    let files = paths.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard files.count == 2, !files.contains(""), files[0].hasSuffix(".prototxt") else {
      throw AccelError(
        .invalidArgument, attempt: "import \(paths)", problem: "it is no model of a known kind",
        remedy: "give \(kinds)")
    }
    if files[1].hasSuffix(".npz") {
      return try LasagneModel.graph(prototxt: files[0], parameters: files[1])
    }
    return try CaffeModel.graph(prototxt: files[0], caffemodel: files[1])
  }
}
