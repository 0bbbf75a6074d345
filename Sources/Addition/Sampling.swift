/// Where training problems come from: how operands are drawn, over which digit counts, and mixed with which carry patterns.
///
/// Problem `index` of step `step` is a pure function of (seed, step, index), whichever thread asks and in whatever order.
public struct Sampling: Hashable, Sendable, Codable {
  /// How an ordinary example's operands are drawn.
  public let operands: OperandSampling
  /// Over how many digits, by step.
  public let curriculum: Curriculum
  /// How many examples are carry patterns instead; `nil` for none.
  public let carryMix: CarryMix?
  /// Problems to learn above all, such as the model's errors; `nil` for none.
  public let targets: Targets?

  /// A description of training problems.
  public init(
    operands: OperandSampling, curriculum: Curriculum = .none, carryMix: CarryMix? = nil, targets: Targets? = nil
  ) {
    self.operands = operands
    self.curriculum = curriculum
    self.carryMix = carryMix
    self.targets = targets
  }

  /// The same with problems to learn above all.
  /// - Throws: `SamplingError` as `Targets`.
  public func targeting(_ problems: [Problem], probability: Double) throws(SamplingError) -> Sampling {
    Sampling(
      operands: operands, curriculum: curriculum, carryMix: carryMix, targets: try Targets(problems, probability: probability))
  }

  private enum CodingKeys: CodingKey { case operands, curriculum, carryMix, targets }

  /// Decodes; without a curriculum operands have one to ten digits.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      operands: try container.decode(OperandSampling.self, forKey: .operands),
      curriculum: try container.decodeIfPresent(Curriculum.self, forKey: .curriculum) ?? .none,
      carryMix: try container.decodeIfPresent(CarryMix.self, forKey: .carryMix),
      targets: try container.decodeIfPresent(Targets.self, forKey: .targets))
  }

  /// One problem of a step. For many, `sampler(at:seed:)` looks the step up once.
  public func problem(step: Int, index: Int, seed: UInt64) -> Problem {
    sampler(at: step, seed: seed).problem(index)
  }

  /// Everything that the problems of one step share.
  ///
  /// - Parameter start: the step from which curriculum and carry mix count. Random numbers are the step's own all the same.
  public func sampler(at step: Int, since start: Int = 0, seed: UInt64) -> StepSampler {
    StepSampler(
      operands: operands, digits: curriculum.digits(at: step - start),
      carryProbability: carryMix?.probability(at: step - start) ?? 0, targets: targets,
      key: RandomStream.Key(seed: seed, purpose: .training, step: step))
  }
}

/// The problems of one training step, by index: a small value that any thread may hold, and that allocates nothing.
public struct StepSampler: IndexedProblems {
  /// How an ordinary example's operands are drawn.
  public let operands: OperandSampling
  /// How many digits they have.
  public let digits: DigitRange
  /// The probability that an example is a carry pattern, 0...1.
  public let carryProbability: Double
  /// Problems that come before any other.
  let targets: Targets?
  let key: RandomStream.Key

  /// Problem `index` of the step.
  public func problem(_ index: Int) -> Problem {
    var random = RandomStream(key, index: index)
    if let targets, random.uniform() < targets.probability { return targets.problem(&random) }
    // The coin is tossed even where its outcome is certain, so that a fading mix changes which examples are patterns and
    // leaves the others as they were.
    guard random.uniform() < carryProbability else { return operands.problem(digits, &random) }
    let pattern: CarryPattern =
      switch random.next() >> 62 {
      case 0: .single
      case 1: .chain
      case 2: .place
      default: .boundary
      }
    return pattern.problem(digits, &random)
  }
}
