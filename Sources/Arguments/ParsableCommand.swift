/// A structure whose wrapped properties declare arguments.
public protocol ParsableArguments: SendableMetatype {
  /// Makes the value with every argument's default.
  init()

  /// Checks what no single type can: ranges and combinations. Throws a `ValidationError`.
  func validate() throws
}

extension ParsableArguments {
  /// Finds nothing wrong.
  public func validate() throws {}

  func validateAll() throws {
    for child in Mirror(reflecting: self).children {
      try (child.value as? any ValidatesGroup)?.validate()
    }
    try validate()
  }
}

/// A command: declared arguments and what to do with them.
///
///     struct Train: ParsableCommand {
///       static let configuration = CommandConfiguration(abstract: "Train a model from a recipe.")
///       @Argument(help: "A shipped recipe's name or a JSON file.") var recipe: String
///       @Option(help: "The random seed.") var seed: UInt64?
///       mutating func run() throws { ... }
///     }
///
/// A command either has subcommands or arguments of its own.
public protocol ParsableCommand: ParsableArguments {
  /// What help says, and the subcommands.
  static var configuration: CommandConfiguration { get }

  /// Does the work. A command that has only subcommands need not say how: it shows its help.
  mutating func run() throws
}

extension ParsableCommand {
  /// Nothing to say: the command is called by its type's name.
  public static var configuration: CommandConfiguration { CommandConfiguration() }

  /// Shows the help.
  public mutating func run() throws {
    throw CleanExit.help(HelpScreen(of: Self.self, path: [Self.name]))
  }

  /// The word that calls the command.
  static var name: String { configuration.commandName ?? kebabCase(String(describing: Self.self)) }
}

/// What a command says of itself.
public struct CommandConfiguration: Sendable {
  /// The word that calls the command; nil for the type's name in lower case.
  public let commandName: String?
  /// One sentence.
  public let abstract: String
  /// Paragraphs after the list of options, separated by empty lines; an indented paragraph keeps its line breaks.
  public let discussion: String
  /// What `--version` prints; empty when there is no such option. For the root.
  public let version: String
  /// The commands under this one, in the order of help.
  public let subcommands: [any ParsableCommand.Type]
  /// Of the subcommands the one that is meant where none is named: `tool FILE` is then `tool show FILE`.
  public let defaultSubcommand: (any ParsableCommand.Type)?
  /// Command lines to copy.
  public let examples: [Example]

  /// A command line to copy, and what it does.
  public struct Example: Sendable {
    /// The whole line.
    public let line: String
    /// What it does, in a few words.
    public let purpose: String

    /// Makes an example from the line and what it does.
    public init(_ line: String, _ purpose: String) {
      self.line = line
      self.purpose = purpose
    }
  }

  /// Makes a configuration; everything may be left out.
  public init(
    commandName: String? = nil, abstract: String = "", discussion: String = "", version: String = "",
    subcommands: [any ParsableCommand.Type] = [], defaultSubcommand: (any ParsableCommand.Type)? = nil,
    examples: [Example] = []
  ) {
    self.commandName = commandName
    self.abstract = abstract
    self.discussion = discussion
    self.version = version
    self.subcommands = subcommands
    self.defaultSubcommand = defaultSubcommand
    self.examples = examples
  }
}
