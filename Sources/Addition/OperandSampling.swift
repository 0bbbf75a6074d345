/// How the two operands of an ordinary training example are drawn from a range of digit counts.
public enum OperandSampling: String, Hashable, Sendable, Codable, CaseIterable {
  /// gpt-acc-jax and the low-rank line: a number of digits n uniform in [least, most], then both operands uniform in
  /// 0 ..< 10^n. Short operands are as common as long ones.
  case uniformLength
  /// MicroAdder: both operands uniform in [lo, 10^most - 1], where lo is 0 if least is 1 and otherwise 10^(least - 1).
  /// Nearly every operand has `most` digits.
  case uniformValue

  /// Draws one problem. Both operands have at most `digits.most` digits, so they are in range.
  func problem(_ digits: DigitRange, _ random: inout RandomStream) -> Problem {
    switch self {
    case .uniformLength:
      let bound = powerOfTen(random.integer(in: digits.least...digits.most))
      return Problem(inRange: random.below(bound), random.below(bound))
    case .uniformValue:
      let operands = leastOperand(digits.least)...(powerOfTen(digits.most) - 1)
      return Problem(inRange: random.integer(in: operands), random.integer(in: operands))
    }
  }
}

/// The least operand of `digits` digits: 10^(digits - 1), but 0 for a single digit.
func leastOperand(_ digits: Int) -> UInt64 {
  digits == 1 ? 0 : powerOfTen(digits - 1)
}
