import Addition

/// How a problem and its donor differ where it is tested what a part of a model transmits: the two are equal but for one place's
/// digits.
public enum CarryContrast: String, Codable, Hashable, Sendable, CaseIterable {
  /// Other digits in the place that is answered, of the same kind (generating or killing a carry) and with another answer digit. The
  /// carry that enters is the same.
  case digits
  /// The place below has digits whose sum is ten more or less: the same digits are answered there, and the carry that enters the place
  /// is the other one.
  case carry
  /// The place below sums to nine, and the one below that has digits whose sum is ten more or less: the carry that enters is the other
  /// one, and has come through a place that only passes it on.
  case cascade

  /// The places of the answer that it can be made for.
  var places: ClosedRange<Int> {
    switch self {
    case .digits: 0...(Problem.operandDigits - 1)
    case .carry: 1...Problem.operandDigits
    case .cascade: 2...Problem.operandDigits
    }
  }

  private var step: Int {
    switch self {
    case .digits: 40
    case .carry: 41
    case .cascade: 42
    }
  }

  /// A problem and its donor that differ so; which, follows from the seed and the index.
  ///
  /// All other digits are uniform, and which of the two has the carry is a matter of chance.
  func interchange(place: Int, seed: UInt64, index: Int) -> Interchange {
    var random = RandomStream(seed: seed, purpose: .analysis, step: step, index: index)
    var base = Operands(&random)
    let isCarrying = random.below(2) == 1
    var source: Operands
    switch self {
    case .digits:
      let sum = Operands.sum(isCarrying: isCarrying, &random)
      var other = sum
      while other == sum { other = Operands.sum(isCarrying: isCarrying, &random) }
      base.set(place, sum: sum, &random)
      source = base
      source.set(place, sum: other, &random)
    case .carry, .cascade:
      if self == .cascade { base.set(place - 1, sum: 9, &random) }
      let changed = self == .carry ? place - 1 : place - 2
      let sum = Operands.sum(isCarrying: isCarrying, &random)
      base.set(changed, sum: sum, &random)
      source = base
      source.set(changed, sum: isCarrying ? sum - 10 : sum + 10, &random)
    }
    return Interchange(
      base: base.problem, source: source.problem, place: place, expected: source.problem.sumDigits[place])
  }
}
