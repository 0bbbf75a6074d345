/// The help of one command.
public struct HelpScreen: Sendable {
  let command: any ParsableCommand.Type
  let path: [String]

  init(of command: any ParsableCommand.Type, path: [String]) {
    self.command = command
    self.path = path
  }

  /// The screen, no line wider than the columns where words allow.
  public func text(columns: Int = 80) -> String {
    let configuration = command.configuration
    let declarations = command.init().declarations
    let commands = configuration.subcommands.map { (label: $0.name, text: $0.configuration.abstract) }
    let arguments = declarations.filter { $0.kind == .positional }.map { (label: $0.placeholder, text: $0.explanation) }
    var options = declarations.filter { $0.kind != .positional }.map { (label: $0.label, text: $0.explanation) }
    options.append((label: "-h, --help", text: "Show this help."))
    if !configuration.version.isEmpty { options.append((label: "--version", text: "Show the version.")) }

    // One margin for all the lists, so that the eye has one column to follow.
    let margin = min(24, ((commands + arguments + options).map(\.label.count).max() ?? 0) + 4)
    func list(_ title: String, _ rows: [(label: String, text: String)]) -> String? {
      rows.isEmpty
        ? nil : "\(title):\n" + rows.map { row($0.label, $0.text, margin: margin, columns: columns) }.joined(separator: "\n")
    }
    let examples = configuration.examples.map { example in
      "  \(example.line)" + (example.purpose.isEmpty ? "" : "\n" + wrapped(example.purpose, columns: columns, indent: 6))
    }
    let sections = [
      configuration.abstract.isEmpty ? nil : wrapped(configuration.abstract, columns: columns),
      usage(declarations, columns: columns),
      list("Commands", commands),
      list("Arguments", arguments),
      list("Options", options),
      configuration.discussion.isEmpty ? nil : paragraphs(configuration.discussion, columns: columns),
      examples.isEmpty ? nil : "Examples:\n" + examples.joined(separator: "\n"),
      commands.isEmpty ? nil : wrapped("'\(title) COMMAND --help' tells more about a command.", columns: columns),
    ]
    return sections.compactMap(\.self).joined(separator: "\n\n")
  }

  private var title: String { path.joined(separator: " ") }

  private func usage(_ declarations: [Declaration], columns: Int) -> String {
    let places = declarations.filter { $0.kind == .positional }
    let named = declarations.filter { $0.kind != .positional }
    let pieces = (places + named.filter(\.isRequired) + named.filter { !$0.isRequired }).map(\.usage)
    let lead = "Usage: \(title)"
    let all = command.configuration.subcommands.isEmpty ? pieces : pieces + ["COMMAND"]
    return filled([lead] + all, columns: columns, hangingIndent: min(lead.count + 1, columns / 2)).joined(separator: "\n")
  }

  private func row(_ label: String, _ text: String, margin: Int, columns: Int) -> String {
    let body = wrapped(text, columns: columns, indent: margin)
    let head = "  " + label
    guard !text.isEmpty else { return head }
    if head.count + 2 > margin { return head + "\n" + body }
    return head + body.dropFirst(head.count)
  }
}

extension Declaration {
  /// The left column of help: `-t, --threads N`.
  fileprivate var label: String {
    let names = spellings.joined(separator: ", ")
    return kind == .flag ? names : names + " " + value
  }

  /// The argument in the usage line: `RECIPE`, `[--threads N]`.
  fileprivate var usage: String {
    let text =
      switch kind {
      case .positional: isList ? placeholder + "..." : placeholder
      case .option: title + " " + value
      case .flag: spellings.count == 1 ? title : spellings.filter { $0.hasPrefix("--") }.joined(separator: "|")
      }
    return isRequired ? text : "[\(text)]"
  }

  private var value: String { isList ? placeholder + ",..." : placeholder }

  /// The right column of help: the sentence, then the choices if not already on the left, then the default.
  fileprivate var explanation: String {
    var notes: [String] = []
    if !choices.isEmpty, placeholder != choices.joined(separator: "|") {
      notes.append("one of " + choices.joined(separator: ", "))
    }
    if let defaultText { notes.append("default: \(defaultText)") }
    let note = notes.isEmpty ? "" : "(\(notes.joined(separator: "; ")))"
    return [help.abstract, note].filter { !$0.isEmpty }.joined(separator: " ")
  }
}
