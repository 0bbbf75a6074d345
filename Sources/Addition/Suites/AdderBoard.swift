/// The public test suite of the AdderBoard challenge.
enum AdderBoard {
  static let edgeCases: [(a: UInt64, b: UInt64)] = [
    (0, 0),
    (0, 1),
    (9_999_999_999, 0),
    (9_999_999_999, 1),
    (9_999_999_999, 9_999_999_999),
    (5_000_000_000, 5_000_000_000),
    (1_111_111_111, 8_888_888_889),
    (1_234_567_890, 9_876_543_210),
    (9_999_999_999, 9_999_999_999),
    (1, 9_999_999_999),
  ]
  static let randomPairs = 10_000

  /// The edge cases, then the random pairs, `a` drawn before `b`.
  static func problems() -> [Problem] {
    var random = MersenneTwister(seedArray: [2025])
    let bound = Problem.largestOperand + 1
    return edgeCases.map { Problem(inRange: $0.a, $0.b) }
      + (0..<randomPairs).map { _ in Problem(inRange: random.below(bound), random.below(bound)) }
  }
}
