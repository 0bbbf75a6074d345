/// A script for zsh: a function for every command, each made of `_arguments`' specifications.
func zshCompletions(_ tree: CommandTree) -> String {
  """
  #compdef \(tree.name)
  # Completes \(tree.name) in zsh. In ~/.zshrc, after compinit: source <(\(tree.name) completions zsh)

  \(tree.all.reversed().map(function).joined(separator: "\n\n"))

  # Loaded from a folder of $fpath, the file is the function; sourced, it has to be told of.
  if [[ $funcstack[1] == \(tree.function) ]]; then
    \(tree.function) "$@"
  else
    compdef \(tree.function) \(tree.name)
  fi
  """
}

private func function(_ command: CommandTree) -> String {
  var specifications = command.options.flatMap(specifications)
  guard !command.children.isEmpty else {
    specifications += command.places.enumerated().map { index, place in
      quoted("\(place.isList ? "*" : "\(index + 1)"):\(escaped(place.placeholder)):\(action(place))")
    }
    return "\(command.function)() {\n  _arguments -s -S \\\n\(specifications.map { "    " + $0 }.joined(separator: " \\\n"))\n}"
  }
  specifications += ["'1:command:->command'", "'*::argument:->argument'"]
  let names = command.children.map { "      " + quoted("\($0.name):\($0.abstract)") }.joined(separator: "\n")
  let calls = command.children.map { "        \($0.name)) \($0.function) ;;" }.joined(separator: "\n")
  return """
    \(command.function)() {
      local curcontext="$curcontext" state line
      local -a commands
      _arguments -C \\
    \(specifications.map { "    " + $0 }.joined(separator: " \\\n"))
      case $state in
        command)
          commands=(
    \(names)
          )
          _describe -t commands command commands
          ;;
        argument)
          case $line[1] in
    \(calls)
          esac
          ;;
      esac
    }
    """
}

/// `--seed=[The seed.]:N:`, once for each spelling; one spelling rules out the others.
private func specifications(_ option: Declaration) -> [String] {
  let others = option.isList || option.spellings.count == 1 ? "" : "(\(option.spellings.joined(separator: " ")))"
  return option.spellings.map { spelling in
    let help = "[\(escaped(option.help.abstract))]"
    let sign = option.kind == .flag ? "" : spelling.hasPrefix("--") ? "=" : "+"
    let value = option.kind == .flag ? "" : ":\(escaped(option.placeholder)):\(action(option))"
    return quoted("\(option.isList ? "*" : others)\(spelling)\(sign)\(help)\(value)")
  }
}

private func action(_ declaration: Declaration) -> String {
  let words = declaration.words.joined(separator: " ")
  if declaration.takesFiles {
    return words.isEmpty ? "_files" : "{ compadd -- \(words); _files }"
  }
  if declaration.takesFolders { return "_files -/" }
  return words.isEmpty ? " " : "(\(words))"
}

/// Brackets and colons have a meaning of their own in a specification.
private func escaped(_ text: String) -> String {
  text.map { "[]:\\".contains($0) ? "\\\($0)" : String($0) }.joined()
}
