/// What a key position is to answer digit i: the raw values read as labels.
public enum KeyRole: String, Codable, Hashable, Sendable, CaseIterable {
  /// The first operand's digit of the same place.
  case firstDigit = "X[i]"
  /// The second operand's digit of the same place.
  case secondDigit = "Y[i]"
  /// The first operand's digit of the place below, whose carry arrives.
  case previousFirstDigit = "X[i-1]"
  /// The second operand's digit of the place below.
  case previousSecondDigit = "Y[i-1]"
  /// The answer's digit of the place below: the query's own position for i > 0.
  case previousAnswerDigit = "Z[i-1]"
  /// The `=` sign: the query's own position for i = 0.
  case equals = "="
  /// Any other key.
  case other

  /// What a key is to the answer digit of 10^`digit`.
  ///
  /// - Precondition: `digit` is one of the format's answer digits.
  public init(key: Int, answerDigit digit: Int, format: TokenFormat) {
    let places = 0..<Problem.operandDigits
    switch key {
    case _ where places.contains(digit) && key == format.firstOperandPosition(digit): self = .firstDigit
    case _ where places.contains(digit) && key == format.secondOperandPosition(digit): self = .secondDigit
    case _ where digit > 0 && key == format.firstOperandPosition(digit - 1): self = .previousFirstDigit
    case _ where digit > 0 && key == format.secondOperandPosition(digit - 1): self = .previousSecondDigit
    case _ where digit > 0 && key == format.answerPosition(digit - 1): self = .previousAnswerDigit
    case _ where format.positionLabels.indices.contains(key) && format.positionLabels[key] == "=": self = .equals
    default: self = .other
    }
  }
}

extension TokenFormat {
  /// The position whose logits predict the answer digit of 10^`digit`.
  public func query(answerDigit digit: Int) -> Int { answerPosition(digit) - 1 }
}
