extension Program {
  /// The hooks that any of the globs matches, each once, in the order of computation.
  ///
  /// In a glob `*` stands for any letters, dots and none included; `?` for one letter; `[qk]` and `[0-3]` for one of these and
  /// `[!0]` for any other; `{q,k,v}` for any of the patterns between its commas. So `blocks.*.attn.hook_{q,k}`.
  /// - Throws: `HookSelectionError` for a glob that is none, or that matches nothing, with the hooks it may have meant.
  public func hooks(matching globs: [String]) throws(HookSelectionError) -> [HookPoint] {
    var selected: Set<HookPoint> = []
    for text in globs {
      let glob = try HookGlob(text)
      let matching = hooks.filter { glob.matches($0.name) }
      guard !matching.isEmpty else { throw .noHook(text, nearest: glob.nearest(of: hooks.map(\.name))) }
      selected.formUnion(matching)
    }
    return hooks.filter(selected.contains)
  }

  /// The hooks of a list of globs with commas between them, as a command line gives it. Commas within braces or brackets belong
  /// to their glob; spaces do not count.
  /// - Throws: `HookSelectionError`, as for `hooks(matching:)` of a list.
  public func hooks(matching list: String) throws(HookSelectionError) -> [HookPoint] {
    try hooks(matching: HookGlob.split(list.filter { $0 != " " }))
  }
}

/// No hook of the model is what was asked for.
public enum HookSelectionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The model has no such hook; the names that come nearest.
  case noHook(String, nearest: [String])
  /// The text is no glob: what is wrong, and at which letter, counted from 1.
  case badGlob(String, problem: String, letter: Int)

  /// One line: what, and what to ask for instead.
  public var description: String {
    switch self {
    case .noHook(let glob, let nearest):
      "the model has no hook '\(glob)'" + (nearest.isEmpty ? "" : "; did you mean \(nearest.joined(separator: " or "))?")
    case .badGlob(let glob, let problem, let letter): "hooks '\(glob)', letter \(letter): \(problem)"
    }
  }
}
