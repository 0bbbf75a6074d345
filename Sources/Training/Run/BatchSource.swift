import Addition
import Lanes
import Transformer

/// Where a trainer's batches come from: the recipe's sampler, for which every step's code is compiled, or one of the user's own.
enum BatchSource {
  case recipe(BatchGradient<Lane, StepSampler>)
  case own(BatchGradient<Lane, OwnProblems>, (_ step: Int) -> any IndexedProblems)

  /// The mean loss of a step's batch; its gradient is in `gradient` then.
  func compute(_ weights: WeightStore<Float>, step: Int, of stretch: Stretch, seed: UInt64) -> Float {
    switch self {
    case .recipe(let batch): batch.compute(weights, problems: stretch.sampler(at: step, seed: seed))
    case .own(let batch, let sampler): batch.compute(weights, problems: OwnProblems(base: sampler(step)))
    }
  }

  /// The gradient of the learned parameters, which may be changed in place.
  var gradient: UnsafeMutableBufferPointer<Float> {
    switch self {
    case .recipe(let batch): batch.gradient
    case .own(let batch, _): batch.gradient
    }
  }

  /// What a curve tells of a step's batch: how long its operands may be, of an own sampler how long they are, and what share
  /// the recipe makes carry patterns.
  func description(at step: Int, of stretch: Stretch, seed: UInt64) -> (digits: Int, carryMix: Double) {
    switch self {
    case .recipe:
      let sampler = stretch.sampler(at: step, seed: seed)
      return (sampler.digits.most, sampler.carryProbability)
    case .own(_, let sampler):
      let problems = sampler(step)
      let longest = (0..<stretch.batch).reduce(0 as UInt64) { max($0, problems.problem($1).a, problems.problem($1).b) }
      return (String(longest).count, 0)
    }
  }
}
