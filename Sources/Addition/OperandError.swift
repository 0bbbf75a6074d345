/// Why a text or a number cannot be an operand. Each description says what was given and what to give instead.
public enum OperandError: Error, Hashable, Sendable, CustomStringConvertible {
  /// More than ten digits.
  case tooLarge(String)
  /// A minus sign before a whole number.
  case negative(String)
  /// Anything but decimal digits, the empty text included.
  case notANumber(String)

  /// One line of plain English.
  public var description: String {
    let advice = "give a whole number from 0 to \(Problem.largestOperand)"
    return switch self {
    case .tooLarge(let text): "operand \(Self.quoted(text)) has more than ten digits: \(advice)"
    case .negative(let text): "operand \(Self.quoted(text)) is negative: \(advice)"
    case .notANumber(let text): "operand \(Self.quoted(text)) is not a whole number: \(advice), digits only"
    }
  }

  /// The text in quotes, on one line and of bounded length whatever was given.
  private static func quoted(_ text: String) -> String {
    let shown = text.unicodeScalars.prefix(24).map { scalar in
      scalar.value < 32 || scalar.value == 127 ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
    }
    let cut = text.unicodeScalars.count > 24 ? "..." : ""
    return "'" + shown.joined() + cut + "'"
  }
}
