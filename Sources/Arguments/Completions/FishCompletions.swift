/// A script for fish: one line for every word that may come, each with its condition.
func fishCompletions(_ tree: CommandTree) -> String {
  let head = """
    # Completes \(tree.name) in fish. To keep it: \(tree.name) completions fish > ~/.config/fish/completions/\(tree.name).fish
    complete -c \(tree.name) -f
    """
  return ([head] + tree.all.flatMap { lines($0, name: tree.name) }).joined(separator: "\n")
}

private func lines(_ command: CommandTree, name: String) -> [String] {
  let seen = command.path.dropFirst().map { "__fish_seen_subcommand_from \($0)" }
  let unseen =
    command.children.isEmpty ? [] : ["not __fish_seen_subcommand_from \(command.children.map(\.name).joined(separator: " "))"]
  let condition = (seen + unseen).joined(separator: "; and ")
  let start = "complete -c \(name)" + (condition.isEmpty ? "" : " -n \(quoted(condition))")
  let children = command.children.map { "\(start) -a \($0.name) -d \(quoted($0.abstract))" }
  let places = command.places.compactMap { value($0).isEmpty ? nil : "\(start) \(value($0))" }
  let options = command.options.map { option in
    let spellings = option.spellings.map { $0.hasPrefix("--") ? "-l \($0.dropFirst(2))" : "-s \($0.dropFirst())" }
    let argument = option.kind == .flag ? "" : " -r" + (value(option).isEmpty ? " -f" : " \(value(option))")
    return "\(start) \(spellings.joined(separator: " "))\(argument) -d \(quoted(option.help.abstract))"
  }
  return children + places + options
}

private func value(_ declaration: Declaration) -> String {
  var parts: [String] = []
  if declaration.takesFiles { parts.append("-F") }
  if declaration.takesFolders { parts.append("-f -a '(__fish_complete_directories)'") }
  if !declaration.words.isEmpty {
    parts.append((declaration.takesFiles ? "" : "-f ") + "-a \(quoted(declaration.words.joined(separator: " ")))")
  }
  return parts.joined(separator: " ")
}
