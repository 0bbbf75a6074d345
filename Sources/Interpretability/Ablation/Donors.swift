import Addition

/// Which problem lends its activations to which: every problem draws its donor independently from a held-out sample, with
/// replacement, so that a donor shares nothing with its problem but the distribution.
struct Donors: Sendable {
  private let problems: ProblemSuite
  private let seed: UInt64

  init(_ reference: ProblemSuite) {
    problems = reference
    seed = reference.seed ?? 0
  }

  /// The donor of problem `index`.
  func donor(of index: Int) -> Problem {
    var random = RandomStream(seed: seed, purpose: .analysis, step: 1, index: index)
    return problems[Int(random.below(UInt64(problems.count)))]
  }
}
