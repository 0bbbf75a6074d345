import Addition

/// Inputs that a bound is for: all pairs of operands with some digits given, and the carry into the predicted place.
struct Region: Hashable, Sendable {
  /// The digits of both operands at a place; nil for any.
  struct Digits: Hashable, Sendable {
    let x, y: Int
  }

  /// Place by place, 10^0 first.
  var digits: [Digits?]
  /// 0 or 1, into the predicted digit's place.
  let carry: Int
  /// The digit of the sum that is to be predicted.
  let answer: Int

  /// The cell of a question where the predicted place's own digits are known: with the carry they say the answer.
  init(x: Int, y: Int, carry: Int, at place: Int) {
    digits = [Digits?](repeating: nil, count: Problem.operandDigits)
    digits[place] = Digits(x: x, y: y)
    self.carry = carry
    answer = (x + y + carry) % 10
  }

  /// The cell of the last digit of the sum: the carry itself.
  init(carryOut carry: Int) {
    digits = [Digits?](repeating: nil, count: Problem.operandDigits)
    self.carry = carry
    answer = carry
  }

  /// The same with the digits of a further place.
  func with(_ digits: Digits, at place: Int) -> Region {
    var region = self
    region.digits[place] = digits
    return region
  }
}

extension Operands {
  /// The cell of a question that they are in.
  func cell(at place: Int) -> Region {
    let carry = sum(below: place).carry
    guard place < Problem.operandDigits else { return Region(carryOut: carry) }
    return Region(x: self[place].x, y: self[place].y, carry: carry, at: place)
  }
}
