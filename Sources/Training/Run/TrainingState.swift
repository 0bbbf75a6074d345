import Transformer

/// All that a run must remember to go on exactly as if it had never stopped.
public struct TrainingState: Sendable, Equatable {
  /// The best model so far.
  public struct Best: Sendable, Equatable {
    /// Its parameters' values.
    public let weights: [Float]
    /// The validation that found it.
    public let record: TrainingRecord

    /// A model and its validation.
    public init(weights: [Float], record: TrainingRecord) {
      self.weights = weights
      self.record = record
    }
  }

  /// Steps taken.
  public var step = 0
  /// The parameters' values, in the table's order.
  public var weights: [Float]
  /// The optimizer's moments.
  public var moments: AdamW.Moments<Float>
  /// The best model so far; nil before the first validation.
  public var best: Best?
  /// What the base weight decay is multiplied by.
  public var decayFactor = 1.0
  /// The step since which validation has been perfect.
  public var perfectSince: Int?
  /// Whether the run has ended before its last step, having nothing left to learn.
  public var stoppedEarly = false
  /// Whether the run has ended before its last step because it was not worth going on with.
  public var gaveUp = false
  /// The moving average of the gradient that Grokfast adds; empty before the first step and without it.
  public var gradientAverage: [Float] = []
  /// Training losses since the last validation.
  public var lossSum = 0.0
  /// How many there are.
  public var lossCount = 0
  /// What the run does in another way than its recipe says.
  public var ownParts: [OwnPart] = []

  /// Whether weights and moments are all numbers; a state that has others is not worth keeping.
  public var isFinite: Bool {
    [weights, moments.first, moments.second, gradientAverage].allSatisfy { $0.allSatisfy(\.isFinite) }
  }

  /// The state before the first step.
  public init(weights: [Float], learnable: Int) {
    self.weights = weights
    moments = AdamW.Moments(count: learnable)
  }

  /// Forgets what belongs to a phase that is over.
  mutating func beginPhase() {
    moments = AdamW.Moments(count: moments.first.count)
    gradientAverage = []
    decayFactor = 1
  }
}

extension TrainingState {
  /// Checks that a run of a recipe can go on from here.
  ///
  /// - Throws: `RecipeError` if the state is of another architecture, a longer run, or one with other parts of its own.
  func requireFit(_ recipe: Recipe, _ parameters: ParameterTable, _ ownParts: [OwnPart]) throws(RecipeError) {
    func fail(_ problem: String) -> RecipeError { RecipeError(source: "recipe \(recipe.name)", problem: problem) }
    guard weights.count == parameters.count, moments.first.count == parameters.learnableCount else {
      throw fail("the saved state is of another architecture; start without it")
    }
    guard (0...recipe.totalSteps).contains(step) else { throw fail("the saved state is of a longer run; start without it") }
    guard self.ownParts == ownParts else {
      throw fail(
        self.ownParts.isEmpty
          ? "the saved run follows the recipe in everything and cannot go on with \(ownParts.inWords); start a new one"
          : "the saved run has \(self.ownParts.inWords), which no file holds; go on with it in the program that gives them")
    }
  }

  /// Draws a validation's conclusions: whether the weights are the best so far, how the decay goes on, whether to stop.
  mutating func take(_ record: TrainingRecord, weights: [Float], of recipe: Recipe, in stretch: Stretch) {
    (lossSum, lossCount) = (0, 0)
    let result = record.validation
    if result.isBetter(than: best?.record.validation) { best = Best(weights: weights, record: record) }
    decayFactor = stretch.weightDecay.factor(after: result, before: decayFactor)
    gaveUp = recipe.giveUp.contains { rule in
      (step - recipe.validation.every..<step).contains(rule.step - 1) && rule.condemns(result)
    }
    guard let earlyStop = recipe.earlyStop else { return }
    if (result.exactMatch.rate ?? 0) >= earlyStop.exactMatch {
      let since = perfectSince ?? step
      perfectSince = since
      stoppedEarly = step - since >= earlyStop.steps
    } else {
      perfectSince = nil
    }
  }
}
