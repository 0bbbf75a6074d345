/// Reads the words of a command line into the slots of one command's declared arguments.
struct LineReader {
  let title: String
  let declarations: [Declaration]

  func read(_ words: [String]) throws(UsageError) {
    var positional: [String] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        positional += rest
        break
      }
      guard Self.looksLikeOption(word) else {
        positional.append(word)
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let declaration = declarations.first(where: { $0.spellings.contains(parts[0]) }) else {
        if Double(word) != nil {
          positional.append(word)
          continue
        }
        throw UsageError(
          command: title, problem: "unknown option '\(parts[0])'", typed: parts[0],
          candidates: declarations.flatMap(\.spellings) + ["--help"])
      }
      try take(declaration, spelling: parts[0], attached: parts.count > 1 ? parts[1] : nil, rest: &rest)
    }
    try distribute(positional)
    for declaration in declarations where !declaration.isComplete() {
      let hint = declaration.help.abstract.isEmpty ? "" : " (\(declaration.help.abstract.trimmingFinalStop))"
      throw UsageError(command: title, problem: "missing \(declaration.title)\(hint)")
    }
  }

  /// Takes an option's value, attached by `=` or the next word, or sets a flag.
  private func take(
    _ declaration: Declaration, spelling: String, attached: String?, rest: inout ArraySlice<String>
  ) throws(UsageError) {
    if declaration.kind == .flag {
      if let attached {
        throw UsageError(
          command: title, problem: "\(spelling) is a switch and takes no value, but '\(attached)' was given",
          remedy: "write '\(spelling)' alone")
      }
      try accept("", spelling: spelling, by: declaration)
    } else if let attached {
      try accept(attached, spelling: spelling, by: declaration)
    } else if let next = rest.first, !Self.looksLikeOption(next) || Double(next) != nil {
      rest.removeFirst()
      try accept(next, spelling: spelling, by: declaration)
    } else if let next = rest.first, next != "--", !declarations.contains(where: { $0.spellings.contains(next) }) {
      throw UsageError(
        command: title, problem: "\(spelling) needs a value, but '\(next)' looks like an option",
        remedy: "write '\(spelling)=\(next)' if it is the value")
    } else {
      throw UsageError(
        command: title, problem: "\(spelling) needs a value",
        remedy: "write '\(spelling) \(declaration.placeholder)'")
    }
  }

  /// Gives words to the positional arguments in turn; a list takes all that remain.
  private func distribute(_ words: [String]) throws(UsageError) {
    let places = declarations.filter { $0.kind == .positional }
    var rest = words[...]
    for place in places {
      guard !rest.isEmpty else { return }
      for word in place.isList ? rest : rest.prefix(1) {
        try accept(word, spelling: place.placeholder, by: place)
        rest.removeFirst()
      }
    }
    if let extra = rest.first {
      let taken = places.isEmpty ? "no arguments" : "only " + places.map(\.placeholder).joined(separator: " ")
      throw UsageError(command: title, problem: "unexpected argument '\(extra)': '\(title)' takes \(taken)")
    }
  }

  private func accept(_ text: String, spelling: String, by declaration: Declaration) throws(UsageError) {
    guard let complaint = declaration.accept(text, spelling) else { return }
    let typed = text.split(separator: ",").first { !declaration.choices.contains(String($0)) }
    throw UsageError(
      command: title, problem: "\(spelling): \(complaint)", typed: String(typed ?? ""), candidates: declaration.choices)
  }

  /// Whether a word has the form of an option. A lone dash is a value by custom.
  private static func looksLikeOption(_ word: String) -> Bool {
    word.hasPrefix("-") && word != "-"
  }
}

extension String {
  var trimmingFinalStop: String { hasSuffix(".") ? String(dropLast()) : self }
}
