/// One addition of two operands of at most ten digits: what a model is asked.
///
/// Sixteen bytes and trivially copyable, so that ten million of them are an array of 160 MB and no more.
public struct Problem: Hashable, Sendable, CustomStringConvertible {
  /// The number of digits of an operand as it is written, leading zeros included.
  public static let operandDigits = 10
  /// The number of digits of a sum as it is written: one more, for the last carry.
  public static let sumDigits = 11
  /// The largest operand, 9,999,999,999.
  public static let largestOperand: UInt64 = 9_999_999_999

  /// The first operand, 0...9,999,999,999.
  public let a: UInt64
  /// The second operand, 0...9,999,999,999.
  public let b: UInt64

  /// The problem `a + b`.
  /// - Throws: `OperandError.tooLarge` for an operand of more than ten digits.
  public init(_ a: UInt64, _ b: UInt64) throws(OperandError) {
    for operand in [a, b] where operand > Self.largestOperand { throw .tooLarge(String(operand)) }
    self.init(inRange: a, b)
  }

  /// The problem of two operands written in decimal, as a command line gives them.
  /// - Throws: `OperandError`, naming the operand at fault.
  public init(parsing a: String, _ b: String) throws(OperandError) {
    self.init(inRange: try Self.operand(a), try Self.operand(b))
  }

  /// The problem of a sum as one writes it: `12+34`, with spaces or without.
  /// - Throws: `OperandError`, naming the operand at fault.
  public init(parsing sum: String) throws(OperandError) {
    let operands = sum.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
    guard operands.count == 2 else { throw .notASum(sum) }
    func trimmed(_ text: Substring) -> String {
      String(text.trimmingPrefix { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
    try self.init(parsing: trimmed(operands[0]), trimmed(operands[1]))
  }

  /// The problem of operands already known to be in range: samplers draw them so.
  package init(inRange a: UInt64, _ b: UInt64) {
    assert(a <= Self.largestOperand && b <= Self.largestOperand)
    self.a = a
    self.b = b
  }

  /// The right answer, 0...19,999,999,998.
  public var sum: UInt64 { a + b }

  /// The ten digits of the first operand, least significant first.
  public var aDigits: DecimalDigits { DecimalDigits(a, count: Self.operandDigits) }
  /// The ten digits of the second operand, least significant first.
  public var bDigits: DecimalDigits { DecimalDigits(b, count: Self.operandDigits) }
  /// The eleven digits of the sum, least significant first.
  public var sumDigits: DecimalDigits { DecimalDigits(sum, count: Self.sumDigits) }

  /// `a + b` in decimal.
  public var description: String { "\(a) + \(b)" }

  /// Reads one operand: ASCII decimal digits only; leading zeros are allowed.
  /// - Throws: `OperandError`.
  public static func operand(_ text: String) throws(OperandError) -> UInt64 {
    let digits = text.utf8
    let zero = UInt8(ascii: "0")
    let isNumber = { (digits: Substring.UTF8View) in !digits.isEmpty && digits.allSatisfy { $0 >= zero && $0 <= zero + 9 } }
    guard isNumber(digits[...]) else {
      let negative = digits.first == UInt8(ascii: "-") && isNumber(digits.dropFirst())
      throw negative ? .negative(text) : .notANumber(text)
    }
    var value: UInt64 = 0
    for digit in digits {
      value = value * 10 + UInt64(digit - zero)
      if value > largestOperand { throw .tooLarge(text) }
    }
    return value
  }
}

extension Problem: Codable {
  private enum CodingKeys: CodingKey { case a, b }

  /// Decodes `{"a": 1, "b": 2}`.
  /// - Throws: `DecodingError` when an operand is missing, not a whole number or out of range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let (a, b) = (try container.decode(UInt64.self, forKey: .a), try container.decode(UInt64.self, forKey: .b))
    do {
      try self.init(a, b)
    } catch {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "\(error)"))
    }
  }

  /// Encodes as `{"a": 1, "b": 2}`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(a, forKey: .a)
    try container.encode(b, forKey: .b)
  }
}
