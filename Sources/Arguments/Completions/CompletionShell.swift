/// A shell that can complete a command's words, given a script.
public enum CompletionShell: String, CaseIterable, Sendable, ExpressibleByArgument {
  case bash, zsh, fish
}

extension ParsableCommand {
  /// The script that makes a shell complete this command: its subcommands, options, choices, files and folders.
  public static func completions(for shell: CompletionShell) -> String {
    let tree = CommandTree(root: Self.self)
    return switch shell {
    case .bash: bashCompletions(tree)
    case .zsh: zshCompletions(tree)
    case .fish: fishCompletions(tree)
    }
  }
}

extension CommandTree {
  /// This command and all below it.
  var all: [CommandTree] { [self] + children.flatMap(\.all) }
  var abstract: String { command.configuration.abstract }
  var declarations: [Declaration] { command.init().declarations }
  var options: [Declaration] { declarations.filter { $0.kind != .positional } + [.help] + (hasVersion ? [.version] : []) }
  var places: [Declaration] { declarations.filter { $0.kind == .positional } }
  /// The name of a shell function of this command's.
  var function: String { "_" + path.joined(separator: "_").map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined() }

  private var hasVersion: Bool { !command.configuration.version.isEmpty }
}

extension Declaration {
  fileprivate static var help: Declaration { flag(["-h", "--help"], "Show this help.") }
  fileprivate static var version: Declaration { flag(["--version"], "Show the version.") }

  private static func flag(_ spellings: [String], _ abstract: String) -> Declaration {
    Declaration(
      kind: .flag, spellings: spellings, help: ArgumentHelp(abstract), accept: { _, _ in nil }, isComplete: { true })
  }

  /// What completes the value: the type's choices before anything else.
  var words: [String] {
    if !choices.isEmpty { return choices }
    if case .wordsOrFiles(let words) = help.completion { return words }
    return []
  }

  var takesFiles: Bool {
    guard choices.isEmpty else { return false }
    return switch help.completion {
    case .files, .wordsOrFiles: true
    case .nothing, .folders: false
    }
  }

  var takesFolders: Bool { choices.isEmpty && help.completion == .folders }
}

/// A text in single quotes, as every one of the shells reads it.
func quoted(_ text: String) -> String {
  "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
}
