import Addition
import Certificates
import Training

/// How a model is trained toward a proof: rounds of fine-tuning on the inputs where its margins are least.
public struct HardeningPlan: Codable, Hashable, Sendable {
  /// What the model was trained with; each round takes problems, batch, optimizer and decay from its last steps.
  public var recipe: Recipe
  /// The arithmetic that is to be proved in.
  public var arithmetic: CertifiedArithmetic
  /// Steps of a round.
  public var steps: Int
  /// The share of a round's problems that are worst inputs, 0...1.
  public var share: Double
  /// The learning rate that a round begins with, as a fraction of the recipe's peak. Where a round makes nothing better, the next
  /// begins with half of what it had.
  public var rate: Double
  /// How many of the worst inputs are learned from, of those that one search finds.
  public var mostInputs: Int

  /// A plan with what worked for the shipped models as defaults.
  public init(
    recipe: Recipe, arithmetic: CertifiedArithmetic = .real, steps: Int = 2_000, share: Double = 0.5, rate: Double = 0.1,
    mostInputs: Int = 500
  ) {
    (self.recipe, self.arithmetic, self.steps) = (recipe, arithmetic, steps)
    (self.share, self.rate, self.mostInputs) = (share, rate, mostInputs)
  }

  /// Checks that every number makes sense.
  ///
  /// - Throws: `RecipeError` naming the field.
  public func validate() throws(RecipeError) {
    try recipe.validate()
    func require(_ condition: Bool, _ problem: String) throws(RecipeError) {
      guard condition else { throw RecipeError(source: "hardening \(recipe.name)", problem: problem) }
    }
    try require((1...1_000_000).contains(steps), "'steps' must be in 1...1,000,000 and is \(steps)")
    try require((0...1).contains(share), "'share' must be in 0...1 and is \(share)")
    try require(rate > 0 && rate <= 1, "'rate' must be above 0 and at most 1 and is \(rate)")
    try require((1...Targets.most).contains(mostInputs), "'mostInputs' must be in 1...20,000 and is \(mostInputs)")
  }

  /// The recipe of one round.
  ///
  /// - Parameters:
  ///   - number: 1 for the first; each has problems of its own.
  ///   - targets: the inputs to learn.
  ///   - factor: what the rate is multiplied by.
  /// - Throws: `SamplingError` for targets that are none or too many.
  func recipe(ofRound number: Int, targets: [Problem], factor: Double) throws(SamplingError) -> Recipe {
    var round = recipe
    let last = recipe.phases.last
    let sampling = recipe.phases.last { $0.sampling != nil }?.sampling ?? recipe.sampling
    let decay = recipe.phases.last { $0.weightDecay != nil }?.weightDecay ?? recipe.weightDecay
    round.batch = recipe.phases.last { $0.batch != nil }?.batch ?? recipe.batch
    round.seed = recipe.seed &+ UInt64(number)
    round.steps = steps
    round.phases = []
    (round.earlyStop, round.giveUp, round.from) = (nil, [], nil)
    // What has understood before keeps what understanding relaxed.
    round.weightDecay = WeightDecay(base: decay.relaxations.reduce(decay.base) { min($0, decay.base * $1.factor) })
    let peak = recipe.learningRate.peak
    round.learningRate = LearningRate(peak: peak * rate * factor, finalFraction: 0.1, warmup: min(100, steps / 10))
    round.validation.every = steps
    let end = max(0, (last?.steps ?? recipe.steps) - 1)
    round.sampling = try Sampling(
      operands: sampling.operands, curriculum: Curriculum([.init(digits: sampling.curriculum.digits(at: end))]),
      carryMix: sampling.carryMix.map { mix throws(SamplingError) in try CarryMix(probability: mix.probability(at: end)) },
      targets: Targets(targets, probability: share))
    return round
  }
}
