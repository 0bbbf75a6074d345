extension ParsableCommand {
  /// What is wrong with the declarations of this command and all below it; a program's tests expect none.
  ///
  /// Found are: one spelling for two options, an argument that can never be reached or told apart, a switch that cannot
  /// be turned off, and a command that has both arguments and subcommands.
  public static var declarationProblems: [String] {
    problems(in: CommandTree(root: Self.self))
  }
}

private func problems(in tree: CommandTree) -> [String] {
  let declarations = tree.command.init().declarations
  var found: [String] = []
  var spellings: Set<String> = ["-h", "--help"]
  for spelling in declarations.flatMap(\.spellings) where !spellings.insert(spelling).inserted {
    found.append("\(spelling) is declared twice")
  }
  let places = declarations.filter { $0.kind == .positional }
  for (place, next) in zip(places, places.dropFirst()) {
    if place.isList { found.append("\(next.title) comes after the list \(place.title) and gets nothing") }
    if !place.isRequired, next.isRequired {
      found.append("\(next.title) is required but comes after \(place.title), which is not")
    }
  }
  for option in declarations where option.kind != .positional && option.spellings.isEmpty {
    found.append("an option has no name")
  }
  for flag in declarations where flag.kind == .flag && flag.cannotBeTurnedOff {
    found.append("\(flag.title) is on by default and cannot be turned off")
  }
  let children = tree.children
  if !children.isEmpty, !declarations.isEmpty { found.append("has both arguments and subcommands") }
  var names: Set<String> = []
  for child in children where !names.insert(child.name).inserted {
    found.append("the command '\(child.name)' is declared twice")
  }
  return found.map { "\(tree.title): \($0)" } + children.flatMap(problems)
}
