/// No hook of the model fits what was asked for.
public struct HookSelectionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was asked for.
  public let glob: String
  /// The names that come nearest to it.
  public let nearest: [String]

  /// One line: what, and what to ask for instead.
  public var description: String {
    "the model has no hook '\(glob)'; did you mean \(nearest.joined(separator: " or "))?"
  }
}

/// A pattern for hook names.
struct HookGlob {
  private static let star = UInt8(ascii: "*")
  private let pattern: [UInt8]

  init(_ text: String) { pattern = Array(text.utf8) }

  private init(pattern: [UInt8]) { self.pattern = pattern }

  /// Whether the pattern fits the whole name.
  func matches(_ name: String) -> Bool { distance(to: name) == 0 }

  /// The names that come nearest to what the pattern says, at most three, the nearest first.
  ///
  /// A name that the pattern fits somewhere inside is nearest of all: who types `hook_pattern` means
  /// `blocks.0.attn.hook_pattern`.
  func nearest(of names: [String]) -> [String] {
    let anywhere = HookGlob(pattern: [Self.star] + pattern + [Self.star])
    let ranked = names.enumerated().map { ($1, anywhere.distance(to: $1), distance(to: $1), $0) }
      .sorted { ($0.1, $0.2, $0.3) < ($1.1, $1.2, $1.3) }
    guard let best = ranked.first else { return [] }
    return ranked.prefix(3).filter { $0.1 == best.1 }.map(\.0)
  }

  /// How many letters of the name must be put in, taken out or exchanged until the pattern fits it: Levenshtein's distance,
  /// in which a star takes any letters for nothing.
  private func distance(to name: String) -> Int {
    let name = Array(name.utf8)
    var row = Array(0...name.count)
    for letter in pattern {
      var next = [letter == Self.star ? row[0] : row[0] + 1]
      next.reserveCapacity(row.count)
      for place in name.indices {
        if letter == Self.star {
          next.append(min(row[place + 1], next[place]))
        } else {
          let exchanged = row[place] + (letter == name[place] ? 0 : 1)
          next.append(min(exchanged, row[place + 1] + 1, next[place] + 1))
        }
      }
      row = next
    }
    return row[name.count]
  }
}
