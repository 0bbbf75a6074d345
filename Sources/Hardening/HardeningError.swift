/// Why a hardening cannot begin or go on.
public enum HardeningError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The folder holds no hardening to go on with.
  case nothingToResume(path: String)
  /// The folder's hardening is of another recipe, start or plan.
  case otherPlan(path: String, difference: String)

  /// One line: what, where and what to do.
  public var description: String {
    switch self {
    case .nothingToResume(let path): "\(path.isEmpty ? "''" : path) holds no hardening to go on with; start one there"
    case .otherPlan(let path, let difference):
      "the hardening in \(path) has another \(difference); go on as it began or choose another folder"
    }
  }
}
