/// MicroAdder's four kinds of carry-heavy training example. Uniform operands almost never have a long carry chain, and those
/// are the hardest problems.
public enum CarryPattern: String, Hashable, Sendable, Codable, CaseIterable {
  /// Over n digits: at one random place both digits are 5...9, at all others both are 0...4. Exactly one carry, in a chain of
  /// length 1, since no place sums to 9.
  case single
  /// 10^n - 1 plus 1...10^min(n, 3): the sum carries into place n, through a run of nines.
  case chain
  /// A random number of n digits plus one non-zero digit at one of its places.
  case place
  /// 10^k - U[1, 10] plus U[1, 20]: on either side of a power of ten.
  case boundary

  /// Draws one problem of this pattern; n and k are uniform in `digits`.
  ///
  /// The operands need no clamping: with n <= 10, *single* and *place* write at most n digits, and the largest operands of
  /// *chain* and *boundary* are 10^10 - 1. The second operands of those, 1000 and 20, are far below.
  public func problem(_ digits: DigitRange, _ random: inout RandomStream) -> Problem {
    let length = random.integer(in: digits.least...digits.most)
    switch self {
    case .single:
      return Self.singleCarry(length, &random)
    case .chain:
      return Problem(inRange: powerOfTen(length) - 1, 1 + random.below(powerOfTen(min(length, 3))))
    case .place:
      let number = random.integer(in: leastOperand(length)...(powerOfTen(length) - 1))
      let digit = 1 + random.below(9)
      return Problem(inRange: number, digit * powerOfTen(random.integer(in: 0...(length - 1))))
    case .boundary:
      let below = powerOfTen(length) - 1 - random.below(10)
      return Problem(inRange: below, 1 + random.below(20))
    }
  }

  private static func singleCarry(_ length: Int, _ random: inout RandomStream) -> Problem {
    let carrying = random.integer(in: 0...(length - 1))
    // All the digits 0...4 of an operand at once: a number of `length` digits in base five.
    var (fives, a, b) = ((random.below(powerOfFive(length)), random.below(powerOfFive(length))), UInt64(0), UInt64(0))
    var unit: UInt64 = 1
    for place in 0..<length {
      let high: UInt64 = place == carrying ? 5 : 0
      a += (fives.0 % 5 + high) * unit
      b += (fives.1 % 5 + high) * unit
      fives = (fives.0 / 5, fives.1 / 5)
      unit *= 10
    }
    return Problem(inRange: a, b)
  }

  private static func powerOfFive(_ exponent: Int) -> UInt64 {
    powerOfTen(exponent) >> UInt64(exponent)
  }
}
