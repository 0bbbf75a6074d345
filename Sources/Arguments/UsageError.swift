import Spelling

/// A command line that cannot be understood: exit code 64.
public struct UsageError: ExitCodeProviding, Equatable {
  /// The command as typed so far, such as `analyze train`.
  public let command: String
  /// What is wrong.
  public let problem: String
  /// What to do about it.
  public let remedy: String

  /// 64.
  public var exitCode: ExitCode { .usage }
  /// The problem and the remedy, on one line.
  public var description: String { "\(problem); \(remedy)" }

  /// An error pointing to the nearest allowed spelling of what was typed, or to the command's help when none is near.
  init(command: String, problem: String, typed: String = "", candidates: [String] = []) {
    self.command = command
    self.problem = problem
    if let suggestion = Suggestion.nearest(to: typed, among: candidates) {
      remedy = "did you mean '\(suggestion)'?"
    } else {
      remedy = "see '\(command) --help'"
    }
  }

  init(command: String, problem: String, remedy: String) {
    self.command = command
    self.problem = problem
    self.remedy = remedy
  }
}

/// What a command throws when its arguments, each allowed, do not go together or are out of range: exit code 64.
public struct ValidationError: ExitCodeProviding, Equatable {
  /// What the user reads.
  public let description: String
  /// 64.
  public var exitCode: ExitCode { .usage }

  /// Makes the error from the line the user will read.
  public init(_ description: String) {
    self.description = description
  }
}

/// What a command throws to end early, its purpose fulfilled: the text goes to standard output, the exit code is 0.
public enum CleanExit: Error {
  /// Ends by showing a command's help.
  case help(HelpScreen)
  /// Ends by showing a text.
  case message(String)
}
