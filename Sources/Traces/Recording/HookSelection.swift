import Addition
import Transformer

extension Program {
  /// The hooks that any of the globs matches, each once, in the order of computation.
  ///
  /// In a glob `*` stands for any run of characters, dots and none included: `blocks.*.attn.*`, `*hook_pattern`.
  /// - Throws: `HookSelectionError` for a glob that matches nothing, with the hooks it may have meant.
  public func hooks(matching globs: [String]) throws(HookSelectionError) -> [HookPoint] {
    var selected: Set<HookPoint> = []
    for text in globs {
      let glob = HookGlob(text)
      let matching = hooks.filter { glob.matches($0.name) }
      guard !matching.isEmpty else {
        throw HookSelectionError(glob: text, nearest: glob.nearest(of: hooks.map(\.name)))
      }
      selected.formUnion(matching)
    }
    return hooks.filter(selected.contains)
  }

  /// The hooks of a list of globs with commas between them, as a command line gives it.
  /// - Throws: `HookSelectionError`, as for `hooks(matching:)` of a list.
  public func hooks(matching list: String) throws(HookSelectionError) -> [HookPoint] {
    let globs = list.split(separator: ",", omittingEmptySubsequences: false)
    return try hooks(matching: globs.map { String($0.filter { $0 != " " }) })
  }

  /// The positions that a list with commas names, ascending: see `TraceDimension.places(matching:)`.
  /// - Throws: `LabelSelectionError` for an entry that names nothing.
  public func positions(matching list: String) throws(LabelSelectionError) -> [Int] {
    try TraceDimension.position(Array(architecture.format.positionLabels.prefix(positions))).places(matching: list)
  }
}
