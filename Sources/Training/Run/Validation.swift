import Addition
import Lanes
import Transformer

/// How often and on what a run is validated: fixed uniform problems that training never draws from.
public struct Validation: Codable, Hashable, Sendable {
  /// Steps from one validation to the next.
  public var every: Int
  /// Problems.
  public var count: Int
  /// The suite's seed. The first problems of every uniform suite of this seed are these, which choose a run's weights: another
  /// seed tells how good the chosen ones are.
  public var seed: UInt64

  /// MicroAdder's 5,000 pairs every 1,000 steps.
  public init(every: Int = 1_000, count: Int = 5_000, seed: UInt64 = 0) {
    self.every = every
    self.count = count
    self.seed = seed
  }

  private enum CodingKeys: CodingKey { case every, count, seed }

  /// Decodes, with MicroAdder's values for what is left out.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      every: try values.decodeIfPresent(Int.self, forKey: .every) ?? 1_000,
      count: try values.decodeIfPresent(Int.self, forKey: .count) ?? 5_000,
      seed: try values.decodeIfPresent(UInt64.self, forKey: .seed) ?? 0)
  }

  /// What one validation found.
  public struct Result: Codable, Hashable, Sendable {
    /// Problems with every answer digit right.
    public let exactMatch: Proportion
    /// Answer digits that are right given the true digits before them.
    public let tokenAccuracy: Proportion
    /// Mean cross-entropy of the answer digits, in nats.
    public let loss: Double

    /// A result of these counts and this loss.
    public init(exactMatch: Proportion, tokenAccuracy: Proportion, loss: Double) {
      self.exactMatch = exactMatch
      self.tokenAccuracy = tokenAccuracy
      self.loss = loss
    }

    /// Better: more exact matches, or as many with a lower loss.
    func isBetter(than other: Result?) -> Bool {
      guard let other else { return true }
      if exactMatch.count != other.exactMatch.count { return exactMatch.count > other.exactMatch.count }
      return loss < other.loss
    }
  }

  /// The problems.
  public var suite: ProblemSuite { .uniform(count: count, seed: seed) }

  /// Validates a model in one teacher-forced pass a block.
  ///
  /// Greedy decoding reads the model's own digits instead of the true ones, but the two agree up to the first wrong digit:
  /// an answer is right in one exactly when it is right in the other. So one pass decides what eleven steps would.
  public func measure(_ model: Model, threads: Int) -> Result {
    struct Share: Sendable {
      var (exact, tokens, loss) = (0, 0, 0.0)
    }
    let format = model.architecture.format
    let first = model.program.firstAnswerPosition
    // A fixed number of shares, each summed on its own, keeps the loss's bits the same for any number of threads.
    let shares = model.forEachBlock(of: suite, threads: threads, isLean: true, initial: [Share]()) {
      pass, weights, indices, shares in
      var share = Share()
      pass.forward(weights, positions: 0..<model.program.positions, onlyAnswers: true)
      var right = Lane(repeating: 0)
      for position in first..<(first + format.answerLength) {
        right += pass.hits(at: position)
        let losses = CrossEntropy.loss(
          pass.logits(at: position), vocabulary: format.vocabularySize, target: pass.targets(at: position))
        for lane in 0..<indices.count { share.loss += Double(losses[lane]) }
      }
      share.tokens = Int(right.laneSum)
      for lane in 0..<indices.count where Int(right[lane]) == format.answerLength { share.exact += 1 }
      shares.append(share)
    }.flatMap { $0 }
    let digits = count * format.answerLength
    return Result(
      exactMatch: Proportion(shares.reduce(0) { $0 + $1.exact }, of: count),
      tokenAccuracy: Proportion(shares.reduce(0) { $0 + $1.tokens }, of: digits),
      loss: shares.reduce(0) { $0 + $1.loss } / Double(digits))
  }
}
