import Addition

/// A phase that follows a run's first steps: it starts from the best weights that validation has seen, with an optimizer that
/// remembers nothing, and goes through its own schedule. What it does not say is as before.
public struct Phase: Codable, Hashable, Sendable {
  /// Its steps.
  public var steps: Int
  /// Its schedule, which counts from the phase's first step.
  public var learningRate: LearningRate
  /// Problems a step.
  public var batch: Int?
  /// Which problems, when; curriculum and carry mix count from the phase's first step.
  public var sampling: Sampling?
  /// Decoupled weight decay, which starts unrelaxed.
  public var weightDecay: WeightDecay?

  /// A phase of so many steps.
  public init(
    steps: Int, learningRate: LearningRate, batch: Int? = nil, sampling: Sampling? = nil, weightDecay: WeightDecay? = nil
  ) {
    self.steps = steps
    self.learningRate = learningRate
    self.batch = batch
    self.sampling = sampling
    self.weightDecay = weightDecay
  }
}

/// The settings of a stretch of steps: of a recipe's first steps, or of a phase.
struct Stretch {
  /// The first step, counted from 0, and how many there are.
  let start, steps: Int
  let batch: Int
  let sampling: Sampling
  let learningRate: LearningRate
  let weightDecay: WeightDecay

  /// The step after the last.
  var end: Int { start + steps }

  /// The problems of a step.
  func sampler(at step: Int, seed: UInt64) -> StepSampler { sampling.sampler(at: step, since: start, seed: seed) }
  /// The learning rate of a step.
  func rate(at step: Int) -> Double { learningRate.rate(at: step - start, of: steps) }
}

extension Recipe {
  /// Steps of the first stretch and all phases.
  public var totalSteps: Int { phases.reduce(steps) { $0 + $1.steps } }

  /// How many updates the optimizer remembers after so many steps: those of the last step's stretch.
  func updates(after step: Int) -> Int { step - (stretches.last { $0.start < step }?.start ?? 0) }

  /// The stretches of the run, in order.
  var stretches: [Stretch] {
    var all = [
      Stretch(
        start: 0, steps: steps, batch: batch, sampling: sampling, learningRate: learningRate, weightDecay: weightDecay)
    ]
    for phase in phases {
      let before = all[all.count - 1]
      all.append(
        Stretch(
          start: before.end, steps: phase.steps, batch: phase.batch ?? before.batch, sampling: phase.sampling ?? before.sampling,
          learningRate: phase.learningRate, weightDecay: phase.weightDecay ?? before.weightDecay))
    }
    return all
  }
}
