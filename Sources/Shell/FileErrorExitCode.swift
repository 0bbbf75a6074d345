import Arguments
import Files

extension FileError: ExitCodeProviding {
  /// 64, 65, 66 or 74.
  public var exitCode: ExitCode {
    switch category {
    case .badData: .badData
    case .missing: .missingInput
    case .inputOutput: .inputOutput
    case .wouldDestroyInput: .usage
    }
  }
}
