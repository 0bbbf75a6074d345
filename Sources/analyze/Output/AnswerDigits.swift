import Addition

/// A model's answer beside the true sum, digit by digit, as wide as an answer is.
struct AnswerDigits {
  /// The true sum, eleven digits, the carry-out first.
  let expected: String
  /// The answer in the same way; words where it was no number.
  let got: String
  /// `^` under every digit of `got` that is wrong; empty when all are right or there is no number.
  let marks: String

  init(expected: UInt64, got: UInt64?) {
    self.expected = Self.digits(expected)
    guard let got else {
      (self.got, marks) = ("no number", "")
      return
    }
    self.got = Self.digits(got)
    marks = got == expected ? "" : String(zip(self.expected, self.got).map { $0 == $1 ? " " : "^" })
  }

  private static func digits(_ value: UInt64) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, Problem.sumDigits - text.count)) + text
  }
}
