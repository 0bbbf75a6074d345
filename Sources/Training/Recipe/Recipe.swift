import Addition
import Transformer

/// Everything that decides a training run: the same recipe and seed give the same weights, bit for bit.
public struct Recipe: Hashable, Sendable {
  /// The name of the model it makes, and of its folder.
  public var name: String
  /// One sentence for a list of recipes and the model card.
  public var summary: String
  /// The model.
  public var architecture: Architecture
  /// How its weights start, unless `tensors` or `from` says otherwise.
  public var initialization: Initialization
  /// Tensors that start or learn in another way.
  public var tensors: [TensorRule]
  /// Decides initial weights and training problems.
  public var seed: UInt64
  /// Optimizer steps before any of the phases.
  public var steps: Int
  /// Problems a step.
  public var batch: Int
  /// Which problems, when.
  public var sampling: Sampling
  /// The schedule.
  public var learningRate: LearningRate
  /// The optimizer's constants.
  public var optimizer: AdamW
  /// Amplifies the gradient's slow part; nil for the gradient as it is.
  public var grokfast: Grokfast?
  /// Decoupled weight decay.
  public var weightDecay: WeightDecay
  /// The gradient's global L2 norm is clipped to this.
  public var clipNorm: Double
  /// How often and on what the run is validated.
  public var validation: Validation
  /// Ends a run that has nothing left to learn; nil to go on to the last step.
  public var earlyStop: EarlyStop?
  /// When a run is not worth going on with, by rising step.
  public var giveUp: [GiveUp]
  /// The checkpoint whose weights the run starts from; nil for new ones.
  public var from: StartingPoint?
  /// What follows the first steps, from the best weights on.
  public var phases: [Phase]

  /// A recipe with the settings that all published runs share as defaults.
  public init(
    name: String, summary: String, architecture: Architecture, initialization: Initialization, tensors: [TensorRule] = [],
    seed: UInt64, steps: Int, batch: Int, sampling: Sampling, learningRate: LearningRate, optimizer: AdamW = AdamW(),
    grokfast: Grokfast? = nil, weightDecay: WeightDecay = WeightDecay(base: 0.01), clipNorm: Double = 1,
    validation: Validation = Validation(), earlyStop: EarlyStop? = nil, giveUp: [GiveUp] = [], from: StartingPoint? = nil,
    phases: [Phase] = []
  ) {
    self.name = name
    self.summary = summary
    self.architecture = architecture
    self.initialization = initialization
    self.tensors = tensors
    self.seed = seed
    self.steps = steps
    self.batch = batch
    self.sampling = sampling
    self.learningRate = learningRate
    self.optimizer = optimizer
    self.grokfast = grokfast
    self.weightDecay = weightDecay
    self.clipNorm = clipNorm
    self.validation = validation
    self.earlyStop = earlyStop
    self.giveUp = giveUp
    self.from = from
    self.phases = phases
  }

  /// Ends a run when validation has been perfect for a while.
  public struct EarlyStop: Codable, Hashable, Sendable {
    /// The validation exact match that must hold.
    public var exactMatch: Double
    /// For how many steps.
    public var steps: Int

    /// MicroAdder: exact match 1 for 10,000 steps.
    public init(exactMatch: Double = 1, steps: Int = 10_000) {
      self.exactMatch = exactMatch
      self.steps = steps
    }

    private enum CodingKeys: CodingKey { case exactMatch, steps }

    /// Decodes, with MicroAdder's values for what is left out.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      self.init(
        exactMatch: try container.decodeIfPresent(Double.self, forKey: .exactMatch) ?? 1,
        steps: try container.decodeIfPresent(Int.self, forKey: .steps) ?? 10_000)
    }
  }
}
