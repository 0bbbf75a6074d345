import Addition

/// What stands at each position of a sequence up to the last that predicts a digit.
struct SequenceRoles: Sendable {
  let positions: [PositionRole]
  let promptLength: Int

  init(_ format: TokenFormat) {
    promptLength = format.promptLength
    positions = Array(format.roles.prefix(format.promptLength + Problem.sumDigits - 1))
  }

  /// The position that predicts the sum's digit of a place.
  func query(_ place: Int) -> Int { promptLength - 1 + place }

  /// The tokens that can stand there.
  func tokens(_ position: Int) -> Range<Int> {
    if case .delimiter(let own) = positions[position] { own..<(own + 1) } else { 0..<10 }
  }
}

extension PositionRole {
  /// Whether a token can stand there.
  func allows(_ token: Int) -> Bool {
    if case .delimiter(let own) = self { token == own } else { token < 10 }
  }
}
