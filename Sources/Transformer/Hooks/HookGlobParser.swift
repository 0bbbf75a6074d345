/// Reads a hook glob and multiplies its braces out.
struct HookGlobParser {
  /// What one glob may come to: more is a slip, and takes long to look through.
  private static let (mostPatterns, mostElements, deepest) = (256, 65_536, 16)

  private let text: String
  private let letters: [UInt8]
  private var next = 0

  init(_ text: String) {
    self.text = text
    letters = Array(text.utf8)
  }

  /// The plain patterns of the whole text.
  mutating func parse() throws(HookSelectionError) -> [[HookGlob.Element]] {
    try sequence(depth: 0)
  }

  private func failure(_ problem: String, at place: Int) -> HookSelectionError {
    .badGlob(text, problem: problem, letter: place + 1)
  }

  /// What stands up to the end, or within braces up to the comma or brace that ends it.
  private mutating func sequence(depth: Int) throws(HookSelectionError) -> [[HookGlob.Element]] {
    var patterns: [[HookGlob.Element]] = [[]]
    while next < letters.count {
      let start = next
      var choices: [[HookGlob.Element]]
      switch letters[next] {
      case UInt8(ascii: ",") where depth > 0: return patterns
      case UInt8(ascii: "}"):
        guard depth > 0 else { throw failure("'}' closes no '{'", at: start) }
        return patterns
      case UInt8(ascii: "{"): choices = try alternatives(depth: depth + 1)
      case UInt8(ascii: "["): choices = [[try set()]]
      case UInt8(ascii: "*"): (choices, next) = ([[.star]], next + 1)
      case UInt8(ascii: "?"): (choices, next) = ([[.any]], next + 1)
      case let letter: (choices, next) = ([[.letter(letter)]], next + 1)
      }
      let elements = patterns.reduce(0) { $0 + $1.count } * choices.count + choices.reduce(0) { $0 + $1.count } * patterns.count
      guard patterns.count * choices.count <= Self.mostPatterns, elements <= Self.mostElements else {
        throw failure("the braces stand for too many patterns; use fewer, or a star", at: start)
      }
      if let only = choices.first, choices.count == 1 {
        for index in patterns.indices { patterns[index] += only }
      } else {
        patterns = patterns.flatMap { pattern in choices.map { pattern + $0 } }
      }
    }
    return patterns
  }

  /// From a brace to the one that closes it.
  private mutating func alternatives(depth: Int) throws(HookSelectionError) -> [[HookGlob.Element]] {
    let start = next
    guard depth <= Self.deepest else { throw failure("braces are nested more than \(Self.deepest) deep", at: start) }
    var patterns: [[HookGlob.Element]] = []
    repeat {
      next += 1
      patterns += try sequence(depth: depth)
      guard patterns.count <= Self.mostPatterns else {
        throw failure("the braces stand for too many patterns; use fewer, or a star", at: start)
      }
      guard next < letters.count else { throw failure("'{' is not closed by '}'", at: start) }
    } while letters[next] == UInt8(ascii: ",")
    next += 1
    return patterns
  }

  /// From a bracket to the one that closes it. A closing bracket that comes first, and a hyphen at either end, are letters.
  private mutating func set() throws(HookSelectionError) -> HookGlob.Element {
    let start = next
    next += 1
    let isNegated = next < letters.count && letters[next] == UInt8(ascii: "!")
    if isNegated { next += 1 }
    var ranges: [ClosedRange<UInt8>] = []
    let hyphen = UInt8(ascii: "-")
    while next < letters.count, letters[next] != UInt8(ascii: "]") || ranges.isEmpty {
      let first = letters[next]
      let isRange = next + 2 < letters.count && letters[next + 1] == hyphen && letters[next + 2] != UInt8(ascii: "]")
      let last = isRange ? letters[next + 2] : first
      guard first <= last else { throw failure("a range goes from the lower letter to the higher", at: next) }
      ranges.append(first...last)
      next += isRange ? 3 : 1
    }
    guard next < letters.count else { throw failure("'[' is not closed by ']'", at: start) }
    next += 1
    return .set(ranges, isNegated: isNegated)
  }
}
