/// Why a text or a number cannot be an operand. Each description says what was given and what to give instead.
public enum OperandError: Error, Hashable, Sendable, CustomStringConvertible {
  /// More than ten digits.
  case tooLarge(String)
  /// A minus sign before a whole number.
  case negative(String)
  /// Anything but decimal digits, the empty text included.
  case notANumber(String)
  /// A text without a plus where a sum is wanted.
  case notASum(String)

  /// One line of plain English.
  public var description: String { "\(problem): \(advice)" }

  /// What is wrong.
  var problem: String {
    switch self {
    case .tooLarge(let text): "operand \(Self.quoted(text)) has more than ten digits"
    case .negative(let text): "operand \(Self.quoted(text)) is negative"
    case .notANumber(let text): "operand \(Self.quoted(text)) is not a whole number"
    case .notASum(let text): "\(Self.quoted(text)) is not a sum"
    }
  }

  /// What to give instead.
  var advice: String {
    let number = "give a whole number from 0 to \(Problem.largestOperand)"
    return switch self {
    case .tooLarge, .negative: number
    case .notANumber: number + ", digits only"
    case .notASum: "give two numbers with a plus between, such as 12+34"
    }
  }

  /// The text in quotes, on one line and of bounded length whatever was given.
  static func quoted(_ text: String) -> String {
    let shown = text.unicodeScalars.prefix(24).map { scalar in
      scalar.value < 32 || scalar.value == 127 ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
    }
    let cut = text.unicodeScalars.count > 24 ? "..." : ""
    return "'" + shown.joined() + cut + "'"
  }
}
