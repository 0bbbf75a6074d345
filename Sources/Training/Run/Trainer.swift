import Addition
import Foundation
import Lanes
import Transformer

/// A run in memory: weights, optimizer and what validation has found, advanced step by step.
///
/// Problems are a function of seed, step and index, and gradients are summed in a fixed order, so a run depends on nothing
/// but its recipe: not on threads, not on interruptions.
public final class Trainer {
  /// What the run follows.
  public let recipe: Recipe
  /// The model's program.
  public let program: Program
  /// What the run is at; saving it and starting from it again changes nothing.
  public private(set) var state: TrainingState

  private let threads: Int
  private let weights: WeightStore<Float>
  private let batch: BatchGradient<Lane, StepSampler>

  /// A run from the beginning, or from a saved state.
  ///
  /// - Throws: `RecipeError` if the recipe makes no sense or the state is not of such a model.
  public init(_ recipe: Recipe, state: TrainingState? = nil, threads: Int) throws(RecipeError) {
    try recipe.validate()
    do throws(ArchitectureError) { program = try Program(recipe.architecture) } catch {
      throw RecipeError(source: "recipe \(recipe.name)", problem: error.description)
    }
    self.recipe = recipe
    self.threads = max(1, threads)
    let start =
      state
      ?? TrainingState(
        weights: recipe.initialization.values(for: program.parameters, seed: recipe.seed),
        learnable: program.parameters.learnableCount)
    guard start.weights.count == program.parameters.count, start.moments.first.count == program.parameters.learnableCount
    else {
      throw RecipeError(source: "recipe \(recipe.name)", problem: "the saved state is of another architecture; start without it")
    }
    guard (0...recipe.steps).contains(start.step) else {
      throw RecipeError(source: "recipe \(recipe.name)", problem: "the saved state is of a longer run; start without it")
    }
    self.state = start
    weights = WeightStore(program, parameters: start.weights)
    // More threads than processors would only stand in each other's way.
    let processors = ProcessInfo.processInfo.activeProcessorCount
    batch = BatchGradient(program, batch: recipe.batch, threads: min(self.threads, processors))
  }

  /// Whether the last step has been taken or the run has been stopped early.
  public var isFinished: Bool { state.step >= recipe.steps || state.stoppedEarly }

  /// Takes one optimizer step, and validates when it is time.
  ///
  /// - Returns: the validation, if there was one.
  /// - Throws: `TrainingError.diverged` if the loss, the gradient or the validation's loss is not finite. Weights are then still
  ///   those from before the step, unless the validation found it.
  @discardableResult
  public func step() throws(TrainingError) -> TrainingRecord? {
    let step = state.step
    let sampler = recipe.sampling.sampler(at: step, seed: recipe.seed)
    let rate = recipe.learningRate.rate(at: step, of: recipe.steps)
    let decay = recipe.weightDecay.base * state.decayFactor
    let loss = batch.compute(weights, problems: sampler)
    guard loss.isFinite else { throw .diverged(step: step + 1, quantity: "the loss") }
    let gradient = batch.gradient
    if let g = gradient.baseAddress {
      let norm = GradientClipping.clip(g, count: gradient.count, toNorm: recipe.clipNorm)
      guard norm.isFinite else { throw .diverged(step: step + 1, quantity: "the gradient") }
      weights.update { parameters in
        guard let p = parameters.baseAddress else { return }
        recipe.optimizer.update(p, gradient: g, moments: &state.moments, learningRate: rate, weightDecay: decay)
      }
    }
    state.step += 1
    state.lossSum += Double(loss)
    state.lossCount += 1
    guard state.step % recipe.validation.every == 0 || state.step == recipe.steps else { return nil }
    return try validate(learningRate: rate, weightDecay: decay, sampler: sampler)
  }

  /// The model as it stands.
  public var model: Model { get throws(ArchitectureError) { try Model(program, weights: weights.parameters) } }

  /// The best model that validation has seen; the current one before the first validation.
  public var bestModel: Model {
    get throws(ArchitectureError) { try Model(program, weights: state.best?.weights ?? weights.parameters) }
  }

  /// Brings the state's weights up to date, so that it can be saved.
  public func snapshot() -> TrainingState {
    state.weights = weights.parameters
    return state
  }

  private func validate(
    learningRate: Double, weightDecay: Double, sampler: StepSampler
  ) throws(TrainingError) -> TrainingRecord? {
    guard let model = try? model else { return nil }
    let result = recipe.validation.measure(model, threads: threads)
    guard result.loss.isFinite else { throw .diverged(step: state.step, quantity: "the validation loss") }
    let record = TrainingRecord(
      step: state.step, loss: state.lossSum / Double(max(1, state.lossCount)), learningRate: learningRate,
      weightDecay: weightDecay, digits: sampler.digits.most, carryMix: sampler.carryProbability, validation: result)
    (state.lossSum, state.lossCount) = (0, 0)
    if result.isBetter(than: state.best?.record.validation) {
      state.best = .init(weights: model.weights, record: record)
    }
    state.decayFactor = recipe.weightDecay.factor(after: result, before: state.decayFactor)
    if let earlyStop = recipe.earlyStop {
      if (result.exactMatch.rate ?? 0) >= earlyStop.exactMatch {
        let since = state.perfectSince ?? state.step
        state.perfectSince = since
        state.stoppedEarly = state.step - since >= earlyStop.steps
      } else {
        state.perfectSince = nil
      }
    }
    return record
  }
}
