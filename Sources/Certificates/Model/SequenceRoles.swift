import Addition

/// What stands at each position of a sequence up to the last that predicts a digit.
struct SequenceRoles: Sendable {
  /// What a position holds.
  enum Role: Hashable, Sendable {
    /// The same token in every problem.
    case delimiter(Int)
    /// The first operand's digit of a place, the second's, or the sum's.
    case first(Int), second(Int), sum(Int)

    /// Whether a token can stand there.
    func allows(_ token: Int) -> Bool {
      if case .delimiter(let own) = self { token == own } else { token < 10 }
    }
  }

  let positions: [Role]
  let promptLength: Int

  init(_ format: TokenFormat) {
    promptLength = format.promptLength
    // Any problem shows the delimiters; the positions of digits have names.
    var roles: [Role] = []
    if let problem = try? Problem(0, 0) { roles = format.prompt(of: problem).map { .delimiter(Int($0)) } }
    for place in 0..<Problem.operandDigits {
      roles[format.firstOperandPosition(place)] = .first(place)
      roles[format.secondOperandPosition(place)] = .second(place)
    }
    roles += (0..<(Problem.sumDigits - 1)).map { .sum($0) }
    positions = roles
  }

  /// The position that predicts the sum's digit of a place.
  func query(_ place: Int) -> Int { promptLength - 1 + place }

  /// The tokens that can stand there.
  func tokens(_ position: Int) -> Range<Int> {
    if case .delimiter(let own) = positions[position] { own..<(own + 1) } else { 0..<10 }
  }
}
