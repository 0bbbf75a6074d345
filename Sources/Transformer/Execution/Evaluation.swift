import Addition
import Synchronization

/// How a model does on a suite: exact matches under greedy autoregressive decoding, and what went wrong.
public struct Evaluation: Sendable {
  /// A sum that the model got wrong.
  public struct Failure: Codable, Hashable, Sendable {
    public let a, b, expected: UInt64
    /// The model's answer; nil if it was no eleven-digit number.
    public let got: UInt64?
  }

  /// The suite's name.
  public let suite: String
  /// Exact matches.
  public let accuracy: Proportion
  /// The first failures in the order of the suite, at most as many as asked for.
  public let failures: [Failure]
  /// The model's learned parameters.
  public let parameters: Int

  /// What was counted, whoever counted it.
  public init(suite: String, accuracy: Proportion, failures: [Failure], parameters: Int) {
    (self.suite, self.accuracy, self.failures, self.parameters) = (suite, accuracy, failures, parameters)
  }
}

extension Model {
  /// Evaluates by greedy autoregressive decoding, or what provably comes to the same.
  ///
  /// A teacher-forced pass reads the true digits where decoding reads the model's own. Up to the first wrong digit these are
  /// the same, and so are the logits, bit for bit: every step treats a position on its own, whatever range it is run over.
  /// An answer is hence right in one exactly when it is right in the other, and only a block with an error needs decoding
  /// to know what was answered.
  ///
  /// - Parameters:
  ///   - donors: a partner for every problem, from which `donor` interventions take values.
  ///   - failureLimit: how many failures to keep; all are counted.
  ///   - progress: told after every block, from any of the threads, how many problems are done.
  public func evaluate(
    _ suite: ProblemSuite, donors: ProblemSuite? = nil, threads: Int = 1, failureLimit: Int = 1000,
    progress: @Sendable (_ done: Int) -> Void = { _ in }
  ) -> Evaluation {
    struct Share: Sendable {
      var correct = 0
      var failures: [Evaluation.Failure] = []
      /// Whether the last block had an error: a bad model's next one has too, and is decoded right away.
      var expectsErrors = false
    }
    let done = Atomic(0)
    let shares = forEachBlock(of: suite, donors: donors, threads: threads, isLean: true, initial: Share()) {
      pass, weights, indices, share in
      let before = share.correct
      if !share.expectsErrors && pass.answersAllRight(weights) {
        share.correct += indices.count
      } else {
        for (index, got) in zip(indices, pass.decode(weights)) {
          let problem = suite[index]
          if got == problem.sum {
            share.correct += 1
          } else if share.failures.count < failureLimit {
            share.failures.append(.init(a: problem.a, b: problem.b, expected: problem.sum, got: got))
          }
        }
      }
      share.expectsErrors = share.correct - before < indices.count
      progress(done.add(indices.count, ordering: .relaxed).newValue)
    }
    return Evaluation(
      suite: suite.name, accuracy: Proportion(shares.reduce(0) { $0 + $1.correct }, of: suite.count),
      failures: Array(shares.flatMap(\.failures).prefix(failureLimit)), parameters: parameterCount)
  }
}

extension Evaluation.Failure {
  private enum CodingKeys: CodingKey { case a, b, expected, got }

  /// Encodes `a`, `b`, `expected` and `got`, the last as null where there was no number.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(a, forKey: .a)
    try container.encode(b, forKey: .b)
    try container.encode(expected, forKey: .expected)
    try container.encode(got, forKey: .got)
  }
}

extension Evaluation: Encodable {
  /// The failures' operands, as a problem file: CSV with a header.
  public var failuresCSV: String { failures.reduce(into: "a,b\n") { $0 += "\($1.a),\($1.b)\n" } }

  private enum CodingKeys: CodingKey { case suite, total, correct, accuracy, interval95, parameters, failures }

  /// Encodes `suite`, `total`, `correct`, `accuracy`, `interval95` (lower and upper), `parameters` and `failures`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(suite, forKey: .suite)
    try container.encode(accuracy.total, forKey: .total)
    try container.encode(accuracy.count, forKey: .correct)
    try container.encode(accuracy.rate, forKey: .accuracy)
    try container.encode(accuracy.interval95, forKey: .interval95)
    try container.encode(parameters, forKey: .parameters)
    try container.encode(failures, forKey: .failures)
  }
}
