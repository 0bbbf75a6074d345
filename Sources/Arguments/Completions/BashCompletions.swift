/// A script for bash 3.2 and later: one function that finds the command among the words, then what may stand at the cursor.
func bashCompletions(_ tree: CommandTree) -> String {
  let commands = tree.all
  let name = tree.name
  let function = tree.function
  func lines(_ cases: [(pattern: String, action: String)], indent: String) -> String {
    cases.map { "\(indent)\($0.pattern)) \($0.action) ;;" }.joined(separator: "\n")
  }
  let steps = commands.flatMap { command in
    command.children.map { (quoted(command.title + " " + $0.name), "command=\"$command $word\"; place=0") }
  }
  let valued = commands.compactMap { command -> (String, String)? in
    let spellings = command.options.filter { $0.kind == .option }.flatMap(\.spellings)
    return spellings.isEmpty ? nil : (spellings.map { quoted(command.title + " " + $0) }.joined(separator: "|"), "skip=1")
  }
  let values = commands.flatMap { command in
    command.options.filter { $0.kind == .option }.map { option in
      (option.spellings.map { quoted(command.title + " " + $0) }.joined(separator: "|"), action(option, function) + "; return")
    }
  }
  let options = commands.map {
    (quoted($0.title), "\(function)_words \(quoted($0.options.flatMap(\.spellings).joined(separator: " ")))")
  }
  let places = commands.flatMap { command in
    if !command.children.isEmpty {
      return [(quoted(command.title + " 0"), "\(function)_words \(quoted(command.children.map(\.name).joined(separator: " ")))")]
    }
    return command.places.enumerated().map { (quoted("\(command.title) \($0)"), action($1, function)) }
  }
  return """
    # Completes \(name) in bash. In ~/.bashrc: source <(\(name) completions bash)

    \(function)_lines() {
      local line
      while IFS= read -r line; do COMPREPLY+=("$line"); done
    }
    \(function)_words() { \(function)_lines < <(compgen -W "$1" -- "$current"); }
    \(function)_files() {
      compopt -o filenames 2>/dev/null
      \(function)_lines < <(compgen "$1" -- "$current")
    }

    \(function)() {
      local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD - 1]}"
      local command=\(quoted(name)) place=0 skip="" word i
      COMPREPLY=()
      # Bash takes --out=FILE for three words.
      if [[ $current == "=" ]]; then
        current=""
      elif [[ $previous == "=" ]]; then
        previous="${COMP_WORDS[COMP_CWORD - 2]}"
      fi
      for ((i = 1; i < COMP_CWORD; i++)); do
        word="${COMP_WORDS[i]}"
        if [[ $word == "=" ]]; then skip=1; continue; fi
        if [[ -n $skip ]]; then skip=""; continue; fi
        case "$command $word" in
    \(lines(steps, indent: "      "))
    \(lines(valued, indent: "      "))
          *" "-*) ;;
          *) place=$((place + 1)) ;;
        esac
      done
      case "$command $previous" in
    \(lines(values, indent: "    "))
      esac
      if [[ $current == -* ]]; then
        case "$command" in
    \(lines(options, indent: "      "))
        esac
        return
      fi
      case "$command $place" in
    \(lines(places, indent: "    "))
      esac
    }

    complete -F \(function) \(name)
    """
}

private func action(_ declaration: Declaration, _ function: String) -> String {
  var parts: [String] = []
  if !declaration.words.isEmpty { parts.append("\(function)_words \(quoted(declaration.words.joined(separator: " ")))") }
  if declaration.takesFiles { parts.append("\(function)_files -f") }
  if declaration.takesFolders { parts.append("\(function)_files -d") }
  return parts.isEmpty ? ":" : parts.joined(separator: "; ")
}
