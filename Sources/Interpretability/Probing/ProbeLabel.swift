import Addition

/// What a probe is to read off an activation: something about one place of the sum.
public enum ProbeLabel: String, Codable, Hashable, Sendable, CaseIterable {
  /// Whether a carry enters the place.
  case carry
  /// Whether a carry leaves the place.
  case carryOut = "carry-out"
  /// The sum of the place's two operand digits, 0...18, without the carry.
  case sum
  /// The answer's digit.
  case digit
  /// The first operand's digit.
  case first = "first-digit"
  /// The second operand's digit.
  case second = "second-digit"
  /// How many places the carry that enters has travelled: none, 1, 2, 3, and 4 or more, which are rare.
  case chain

  /// What is asked unless told otherwise.
  public static let usual: [ProbeLabel] = [.carry, .sum, .digit, .chain]

  /// In words.
  public var phrase: String {
    switch self {
    case .carry: "carry into the place"
    case .carryOut: "carry out of the place"
    case .sum: "sum of the two digits"
    case .digit: "answer digit"
    case .first: "first operand's digit"
    case .second: "second operand's digit"
    case .chain: "length of the incoming carry chain"
    }
  }

  /// How many answers there are.
  public var classes: Int {
    switch self {
    case .carry, .carryOut: 2
    case .sum: 19
    case .digit, .first, .second: 10
    case .chain: 5
    }
  }

  /// The places where there is something to ask: no carry ever enters the units, and the last answer digit has no operands.
  public var places: Range<Int> {
    switch self {
    case .carry, .chain: 1..<Problem.sumDigits
    case .digit: 0..<Problem.sumDigits
    case .carryOut, .sum, .first, .second: 0..<Problem.operandDigits
    }
  }

  /// The right answer, in `0 ..< classes`.
  /// - Precondition: `places` has the place.
  func answer(_ problem: Problem, place: Int) -> UInt8 {
    switch self {
    case .carry: Carries(problem).carryIn(place) ? 1 : 0
    case .carryOut: Carries(problem).carryIn(place + 1) ? 1 : 0
    case .sum: problem.aDigits[place] + problem.bDigits[place]
    case .digit: problem.sumDigits[place]
    case .first: problem.aDigits[place]
    case .second: problem.bDigits[place]
    case .chain: UInt8(min(Carries(problem).chain(into: place), 4))
    }
  }
}
