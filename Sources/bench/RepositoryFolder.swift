import Files
import Foundation

/// The repository's top folder, in which the bench is run: it has the trained models and the peers' scripts.
enum RepositoryFolder {
  static let checkpoints = "checkpoints"
  static let scripts = "benchmarks"

  /// - Throws: `FileError.missing` where the bench is run elsewhere.
  static func require() throws(FileError) {
    for folder in [checkpoints, scripts] where !FileManager.default.fileExists(atPath: folder) {
      throw FileError(
        .missing, path: folder, problem: "there is no such folder here",
        remedy: "run the bench in the repository's top folder, as make bench does")
    }
  }
}
