import Addition
import Transformer

/// Exact matches under greedy autoregressive decoding, by the length of the longest carry chain.
public struct CarryAccuracy: Codable, Hashable, Sendable {
  /// The problems with a longest chain of one length.
  public struct Row: Codable, Hashable, Sendable {
    /// 0...10; see `Carries.longestChain`.
    public let longestChain: Int
    /// Right answers.
    public let accuracy: Proportion
  }

  /// The problems.
  public let source: ProblemSource
  /// One row for every length 0...10, also where the suite has no such problem.
  public let rows: [Row]
  /// All problems together.
  public let overall: Proportion

  /// Decodes every problem.
  ///
  /// - Throws: `AnalysisError.noProblems`.
  public init(_ model: Model, on test: ProblemSuite = .carry(), threads: Int = 1) throws(AnalysisError) {
    try test.requireProblems()
    struct Tally: Sendable {
      var correct = [Int](repeating: 0, count: Problem.operandDigits + 1)
      var total = [Int](repeating: 0, count: Problem.operandDigits + 1)
    }
    let shares = model.forEachBlock(of: test, threads: threads, isLean: true, initial: Tally()) { pass, weights, indices, tally in
      for (index, answer) in zip(indices, pass.decode(weights)) {
        let problem = test[index]
        let chain = Carries(problem).longestChain
        tally.total[chain] += 1
        if answer == problem.sum { tally.correct[chain] += 1 }
      }
    }
    source = test.source
    rows = (0...Problem.operandDigits).map { chain in
      Row(
        longestChain: chain,
        accuracy: Proportion(shares.reduce(0) { $0 + $1.correct[chain] }, of: shares.reduce(0) { $0 + $1.total[chain] }))
    }
    overall = rows.map(\.accuracy).reduce(Proportion(0, of: 0), +)
  }
}
