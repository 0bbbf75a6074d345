/// A command and the words that lead to it: how a line finds its subcommand.
struct CommandTree {
  let command: any ParsableCommand.Type
  let path: [String]

  init(root: any ParsableCommand.Type) {
    command = root
    path = [root.name]
  }

  private init(command: any ParsableCommand.Type, path: [String]) {
    self.command = command
    self.path = path
  }

  var name: String { command.name }
  var title: String { path.joined(separator: " ") }
  var helpScreen: HelpScreen { HelpScreen(of: command, path: path) }
  var children: [CommandTree] {
    command.configuration.subcommands.map { CommandTree(command: $0, path: path + [$0.name]) }
  }

  /// Reads a line's words, those after the command's own name: the command with its arguments filled, and how it was called.
  ///
  /// Throws a `UsageError` when the line is wrong, a `CleanExit` when it asks for help or the version, and what the
  /// command's `validate()` throws.
  func parse(_ words: [String]) throws -> (command: any ParsableCommand, path: [String]) {
    let configuration = command.configuration
    guard !configuration.subcommands.isEmpty else {
      if words.prefix(while: { $0 != "--" }).contains(where: Self.isHelp) { throw CleanExit.help(helpScreen) }
      if words.first == "--version", !configuration.version.isEmpty { throw CleanExit.message(configuration.version) }
      let value = command.init()
      try LineReader(title: title, declarations: value.declarations).read(words)
      do {
        try value.validateAll()
      } catch let error as ValidationError {
        throw UsageError(command: title, problem: error.description, remedy: "see '\(title) --help'")
      }
      return (value, path)
    }
    guard let word = words.first, !Self.isHelp(word) else { throw CleanExit.help(helpScreen) }
    let rest = Array(words.dropFirst())
    if word == "--version", !configuration.version.isEmpty { throw CleanExit.message(configuration.version) }
    if let child = children.first(where: { $0.name == word }) { return try child.parse(rest) }
    if word == "help" { throw CleanExit.help(try descend(rest).helpScreen) }
    if let usual = children.first(where: { $0.command == configuration.defaultSubcommand }), !word.hasPrefix("-") {
      return try usual.parse(words)
    }
    throw unknown(word)
  }

  /// The command that a path of subcommand names leads to.
  private func descend(_ words: [String]) throws -> CommandTree {
    guard let word = words.first else { return self }
    guard let child = children.first(where: { $0.name == word }) else { throw unknown(word) }
    return try child.descend(Array(words.dropFirst()))
  }

  private func unknown(_ word: String) -> UsageError {
    if word.hasPrefix("-") {
      let options = ["--help"] + (command.configuration.version.isEmpty ? [] : ["--version"])
      return UsageError(command: title, problem: "unknown option '\(word)'", typed: word, candidates: options)
    }
    return UsageError(
      command: title, problem: "unknown command '\(word)'", typed: word, candidates: children.map(\.name))
  }

  private static func isHelp(_ word: String) -> Bool { word == "--help" || word == "-h" }
}
