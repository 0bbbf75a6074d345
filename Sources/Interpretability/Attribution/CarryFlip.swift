import Addition

/// At one digit of an answer: the right digit, and the one that would stand there if the carry into it were flipped.
struct CarryFlip: Hashable, Sendable {
  /// The digit's place, 1...10. Nothing enters place 0.
  let place: Int
  let right: Int
  let flipped: Int
  /// Whether a carry enters the place.
  let hasCarry: Bool

  /// Places that a carry can enter.
  static let places = 1..<Problem.sumDigits

  init(_ problem: Problem, place: Int) {
    self.place = place
    right = Int(problem.sumDigits[place])
    hasCarry = Carries(problem).carryIn(place)
    flipped = place == Problem.sumDigits - 1 ? 1 - right : (right + (hasCarry ? 9 : 1)) % 10
  }
}
