import Addition

/// Which problem lends its activations to which: every problem draws its donor independently from a held-out sample, with
/// replacement, so that a donor shares nothing with its problem but the distribution.
public struct Donors: Sendable {
  private let problems: ProblemSuite
  private let seed: UInt64

  /// Donors drawn from a sample, with the sample's seed, or 0 where it has none.
  ///
  /// - Precondition: the sample is not empty.
  public init(from reference: ProblemSuite) {
    problems = reference
    seed = reference.seed ?? 0
  }

  /// Where the sample comes from.
  public var source: ProblemSource { problems.source }

  /// The donor of problem `index`.
  public func donor(of index: Int) -> Problem {
    var random = RandomStream(seed: seed, purpose: .analysis, step: 1, index: index)
    return problems[Int(random.below(UInt64(problems.count)))]
  }
}
