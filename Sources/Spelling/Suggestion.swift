/// "Did you mean": the allowed word nearest to a misspelt one.
package enum Suggestion {
  /// The nearest candidate, or nil when none is near enough to be meant.
  ///
  /// Near is one slip in three letters, or a beginning that only one candidate has. Leading dashes do not count.
  package static func nearest(to typed: String, among candidates: [String]) -> String? {
    let word = bare(typed)
    // Nothing we offer is this long, and the distance takes quadratic time.
    guard !word.isEmpty, word.count <= 64 else { return nil }
    var best: (candidate: String, distance: Int)?
    for candidate in candidates {
      let distance = editDistance(word, bare(candidate))
      if distance <= max(1, word.count / 3), distance < best?.distance ?? .max {
        best = (candidate, distance)
      }
    }
    // A one-letter word is one slip away from every other: only equality (with other dashes) is meaningful.
    if let best, word.count > 1 || best.distance == 0 { return best.candidate }
    let completions = candidates.filter { bare($0).starts(with: word) }
    return word.count > 1 && completions.count == 1 ? completions.first : nil
  }

  /// The least number of insertions, deletions, substitutions and swaps of neighbours that turn one word into the other.
  ///
  /// The optimal string alignment distance of Damerau and Levenshtein.
  package static func editDistance(_ first: [Character], _ second: [Character]) -> Int {
    var beforePrevious = [Int](repeating: 0, count: second.count + 1)
    var previous = Array(0...second.count)
    for i in first.indices {
      var current = [i + 1]
      for j in second.indices {
        let substituted = previous[j] + (first[i] == second[j] ? 0 : 1)
        var least = min(substituted, previous[j + 1] + 1, current[j] + 1)
        if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
          least = min(least, beforePrevious[j - 1] + 1)
        }
        current.append(least)
      }
      beforePrevious = previous
      previous = current
    }
    return previous[second.count]
  }

  private static func bare(_ word: String) -> [Character] {
    Array(word.lowercased().drop { $0 == "-" })
  }
}

extension Suggestion {
  /// Every word that one slip of letters, digits and underscores makes of a word: for asking about words that cannot be listed.
  package static func slips(of typed: String) -> [String] {
    let word = Array(typed)
    guard (1...64).contains(word.count) else { return [] }
    let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
    func joined(_ parts: [Character]...) -> String { String(parts.flatMap(\.self)) }
    let capitalized = word.indices.map { String(word[..<$0]) + String(word[$0...]).capitalizedFirst }
    return [typed.lowercased()] + capitalized
      + word.indices.map { joined(Array(word[..<$0]), Array(word[($0 + 1)...])) }
      + word.indices.dropLast().map { joined(Array(word[..<$0]), [word[$0 + 1], word[$0]], Array(word[($0 + 2)...])) }
      + word.indices.flatMap { at in letters.map { joined(Array(word[..<at]), [$0], Array(word[(at + 1)...])) } }
      + (0...word.count).flatMap { at in letters.map { joined(Array(word[..<at]), [$0], Array(word[at...])) } }
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
