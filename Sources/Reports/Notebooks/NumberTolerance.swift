import Foundation

/// How far the numbers of a text may be from those that are expected.
public struct NumberTolerance: Hashable, Sendable {
  /// As a fraction of the number that is expected.
  public let relative: Double
  /// In the number's own units.
  public let absolute: Double

  /// A number fits if it is off by no more than either allows.
  public init(relative: Double = 0, absolute: Double = 0) { (self.relative, self.absolute) = (relative, absolute) }

  /// The same to the letter.
  public static let exact = NumberTolerance()

  /// Reads `within 2%` or `within 0.01`.
  init?(_ words: some Collection<Substring>) {
    guard words.count == 2, words.first == "within", let text = words.dropFirst().first else { return nil }
    let isRelative = text.hasSuffix("%")
    guard let value = Double(isRelative ? text.dropLast() : text), value.isFinite, value >= 0 else { return nil }
    self = isRelative ? NumberTolerance(relative: value / 100) : NumberTolerance(absolute: value)
  }

  /// Whether a line is what is expected: word for word, however wide the gaps, with numbers near enough. Exactly: to the letter.
  func fits(_ line: String, _ wanted: String) -> Bool {
    if line == wanted { return true }
    guard self != .exact else { return false }
    let (own, others) = (NumberedText(line), NumberedText(wanted))
    return own.skeleton == others.skeleton
      && zip(own.numbers, others.numbers).allSatisfy { abs($0 - $1) <= max(relative * abs($1), absolute) }
  }
}

/// A line taken apart into its numbers and the words between them.
struct NumberedText {
  /// The words, with a placeholder for every number and single spaces.
  let skeleton: String
  /// The numbers in their order.
  let numbers: [Double]

  init(_ line: String) {
    var numbers: [Double] = []
    var skeleton = ""
    var rest = line[...]
    while let match = rest.firstMatch(of: /[-−]?\d[\d,]*(\.\d+)?([eE][-+]?\d+)?/) {
      let digits = match.0.replacing(",", with: "").replacing("−", with: "-")
      skeleton += rest[..<match.range.lowerBound]
      if let number = Double(digits) {
        skeleton += "\u{0}"
        numbers.append(number)
      } else {
        skeleton += match.0
      }
      rest = rest[match.range.upperBound...]
    }
    skeleton += rest
    self.numbers = numbers
    self.skeleton = skeleton.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
