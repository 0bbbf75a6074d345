/// A pattern for hook names: `*`, `?`, `[0-3q]`, `[!0]` and `{q,k,v}`, the last nested as one likes.
///
/// Braces are multiplied out, so that all else has to do with plain sequences.
package struct HookGlob {
  /// What stands at one place of a plain pattern.
  enum Element: Hashable {
    case letter(UInt8)
    case any
    case star
    case set([ClosedRange<UInt8>], isNegated: Bool)

    /// Whether a letter fits; a star is no letter's place.
    func fits(_ letter: UInt8) -> Bool {
      switch self {
      case .letter(let own): own == letter
      case .any: true
      case .star: false
      case .set(let ranges, let isNegated): ranges.contains { $0.contains(letter) } != isNegated
      }
    }
  }

  /// The plain patterns, any of which may fit.
  let patterns: [[Element]]

  /// Reads a pattern.
  /// - Throws: `HookSelectionError.badGlob`.
  package init(_ text: String) throws(HookSelectionError) {
    var parser = HookGlobParser(text)
    patterns = try parser.parse()
  }

  /// Whether the pattern fits the whole name.
  package func matches(_ name: String) -> Bool {
    let name = Array(name.utf8)
    return patterns.contains { Self.distance(from: $0, to: name) == 0 }
  }

  /// The names that come nearest to what the pattern says, at most three, the nearest first.
  ///
  /// A name that the pattern fits somewhere inside is nearest of all: who types `hook_pattern` means
  /// `blocks.0.attn.hook_pattern`.
  package func nearest(of names: [String]) -> [String] {
    func distances(to name: String) -> (anywhere: Int, whole: Int) {
      let name = Array(name.utf8)
      return patterns.reduce((.max, .max)) { least, pattern in
        (
          min(least.0, Self.distance(from: [.star] + pattern + [.star], to: name)),
          min(least.1, Self.distance(from: pattern, to: name))
        )
      }
    }
    let ranked = names.enumerated().map { (name: $1, distances: distances(to: $1), place: $0) }
      .sorted { ($0.distances.anywhere, $0.distances.whole, $0.place) < ($1.distances.anywhere, $1.distances.whole, $1.place) }
    guard let best = ranked.first else { return [] }
    return ranked.prefix(3).filter { $0.distances.anywhere == best.distances.anywhere }.map(\.name)
  }

  /// How many letters of the name must be put in, taken out or exchanged until the pattern fits it: Levenshtein's distance,
  /// in which a star takes any letters for nothing.
  private static func distance(from pattern: [Element], to name: [UInt8]) -> Int {
    var row = Array(0...name.count)
    for element in pattern {
      let isStar = element == .star
      var next = [isStar ? row[0] : row[0] + 1]
      next.reserveCapacity(row.count)
      for place in name.indices {
        if isStar {
          next.append(min(row[place + 1], next[place]))
        } else {
          let exchanged = row[place] + (element.fits(name[place]) ? 0 : 1)
          next.append(min(exchanged, row[place + 1] + 1, next[place] + 1))
        }
      }
      row = next
    }
    return row[name.count]
  }

  /// The globs of a list with commas between them, but for commas within braces or brackets.
  package static func split(_ list: String) -> [String] {
    var globs = [""]
    var (depth, isInSet) = (0, false)
    for letter in list {
      switch letter {
      case "[": isInSet = true
      case "]": isInSet = false
      case "{" where !isInSet: depth += 1
      case "}" where !isInSet: depth -= 1
      case "," where depth <= 0 && !isInSet:
        globs.append("")
        continue
      default: break
      }
      globs[globs.count - 1].append(letter)
    }
    return globs
  }
}
