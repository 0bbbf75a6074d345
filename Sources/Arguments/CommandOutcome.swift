import Foundation

/// How a command line ended: what is still to be printed, and the exit code.
public struct CommandOutcome: Equatable, Sendable {
  /// The status for the shell.
  public let exitCode: ExitCode
  /// A text for standard output: help or the version; empty otherwise.
  public let output: String
  /// One line for standard error; empty on success.
  public let complaint: String

  /// A command that did its work and printed what it had to.
  static let success = CommandOutcome(exitCode: .success, output: "", complaint: "")

  fileprivate init(exitCode: ExitCode, output: String, complaint: String) {
    self.exitCode = exitCode
    self.output = output
    self.complaint = complaint
  }

  /// What an error thrown by a command means for the shell and for the user: any error at all.
  ///
  /// - Parameters:
  ///   - command: how the command was called, such as `analyze train`; it begins the line.
  ///   - columns: the width of a help screen.
  public init(of error: any Error, command: String, columns: Int = 80) {
    switch error {
    case CleanExit.help(let screen):
      self.init(exitCode: .success, output: screen.text(columns: columns), complaint: "")
    case CleanExit.message(let text):
      self.init(exitCode: .success, output: text, complaint: "")
    default:
      let text =
        switch error {
        case is CocoaError, is POSIXError: error.localizedDescription
        case let error as DecodingError: error.oneLine
        default: String(describing: error)
        }
      let caller = (error as? UsageError)?.command ?? command
      self.init(exitCode: ExitCode(for: error), output: "", complaint: oneLine("\(caller): \(text)"))
    }
  }
}

extension ParsableCommand {
  /// Reads the words after the command's name.
  ///
  /// Throws a `UsageError` when they are wrong and a `CleanExit` when they ask for help or the version.
  public static func parse(_ arguments: [String]) throws -> any ParsableCommand {
    try CommandTree(root: Self.self).parse(arguments).command
  }

  /// The command's help when it is called by its own name alone.
  public static func helpText(columns: Int = 80) -> String {
    HelpScreen(of: Self.self, path: [name]).text(columns: columns)
  }

  /// Parses and runs a command line, without leaving the process.
  public static func execute(_ arguments: [String], columns: Int = 80) -> CommandOutcome {
    var called = name
    do {
      var (command, path) = try CommandTree(root: Self.self).parse(arguments)
      called = path.joined(separator: " ")
      try command.run()
      return .success
    } catch {
      return CommandOutcome(of: error, command: called, columns: columns)
    }
  }

  /// Runs the process's command line and ends the process: what `@main` calls.
  public static func main() {
    var outcome = execute(Array(CommandLine.arguments.dropFirst()), columns: terminalColumns())
    if !outcome.output.isEmpty { print(outcome.output) }
    // A full disk under a redirected output shows only when the buffer is emptied.
    if fflush(nil) != 0, outcome.exitCode == .success {
      outcome = CommandOutcome(
        exitCode: .inputOutput, output: "",
        complaint: "\(name): standard output cannot be written: \(String(cString: strerror(errno))); make room or write elsewhere"
      )
    }
    // Nobody can be told that standard error is closed, and the exit code still says what happened.
    if !outcome.complaint.isEmpty { try? FileHandle.standardError.write(contentsOf: Data((outcome.complaint + "\n").utf8)) }
    exit(outcome.exitCode.rawValue)
  }
}

/// The terminal's width, kept to what reads well; 80 when the output is no terminal.
private func terminalColumns() -> Int {
  var size = winsize()
  guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
  return min(max(Int(size.ws_col), 40), 100)
}

/// The text on one line, with control characters shown as `\u{1B}`, so that a file's name cannot drive the terminal.
package func oneLine(_ text: String) -> String {
  var line = ""
  for scalar in text.unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator:
      line += scalar == "\n" || scalar == "\t" ? " " : scalar.escaped(asASCII: true)
    default:
      line.unicodeScalars.append(scalar)
    }
  }
  return line
}

extension DecodingError {
  /// Where the document is wrong and why.
  fileprivate var oneLine: String {
    let context: Context
    var subject = ""
    switch self {
    case .typeMismatch(_, let found), .valueNotFound(_, let found), .dataCorrupted(let found):
      context = found
    case .keyNotFound(let key, let found):
      context = found
      subject = "'\(key.stringValue)' is missing: "
    @unknown default:
      return String(describing: self)
    }
    let place = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
    return subject + context.debugDescription + (place.isEmpty ? "" : " (at \(place))")
  }
}
