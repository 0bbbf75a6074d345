import Foundation

/// Folders that files are written to.
public enum Folder {
  /// Makes a folder, and its parents, if they are not there.
  ///
  /// - Throws: `FileError` if it cannot be made.
  public static func create(_ path: String) throws(FileError) {
    guard !path.isEmpty else {
      throw FileError(.inputOutput, path: "''", problem: "this names no folder", remedy: "give a folder's path")
    }
    do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
      let isInTheWay = FileManager.default.fileExists(atPath: path)
      throw FileError(
        .inputOutput, path: path, problem: isInTheWay ? "this is a file, not a folder" : "the folder cannot be made",
        remedy: "choose a place that you may write to")
    }
  }

  /// The path of a file in a folder, whether or not the folder's path ends in a slash.
  public static func path(of name: String, in folder: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }
}
