/// Why a file could not be read or written.
///
/// Its description is one line that says where, what and what to do: "model.npz: entry 'w.npy' is cut short; ...".
public struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kinds of failure a caller can act on; a command turns each into its exit code.
  public enum Category: Sendable {
    /// The file is there, but its content is not what it should be.
    case badData
    /// There is no such file, or it cannot be opened.
    case missing
    /// Reading or writing failed.
    case inputOutput
    /// The file is to be written but is also an input.
    case wouldDestroyInput
  }

  /// What kind of failure it is.
  public let category: Category
  /// The file, as it was named by the caller.
  public let path: String
  /// What is wrong.
  public let problem: String
  /// What to do about it.
  public let remedy: String

  /// Makes an error from what is wrong and what to do, each a part of one sentence.
  public init(_ category: Category, path: String, problem: String, remedy: String) {
    self.category = category
    self.path = path
    self.problem = problem
    self.remedy = remedy
  }

  /// The file, the problem and the remedy, on one line.
  public var description: String { "\(path): \(problem); \(remedy)" }
}

extension FileError {
  /// The content breaks its format's rules: whoever wrote the file has to write it again.
  package static func damaged(
    _ path: String, _ problem: String, remedy: String = "the file is damaged or was not written whole: make or fetch it again"
  ) -> FileError {
    FileError(.badData, path: path, problem: problem, remedy: remedy)
  }
}
