import Arguments
import Files

/// A file that the bench could not read or write, and what that means for the shell.
struct BenchFailure: ExitCodeProviding {
  let exitCode: ExitCode
  let description: String

  init(_ error: FileError) {
    description = error.description
    exitCode =
      switch error.category {
      case .badData: .badData
      case .missing: .missingInput
      case .inputOutput: .inputOutput
      }
  }
}
