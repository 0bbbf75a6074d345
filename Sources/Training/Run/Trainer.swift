import Addition
import Checkpoints
import Foundation
import Lanes
import Transformer

/// A run in memory: weights, optimizer and what validation has found, advanced step by step.
///
/// Problems are a function of seed, step and index, and gradients are summed in a fixed order, so a run depends on nothing
/// but its recipe: not on threads, not on interruptions. That holds with a sampler, a loss or a schedule of one's own, too,
/// if each depends on nothing but what it is given.
///
///     let trainer = try Trainer(
///       .named("gptacc-777p"), sampler: { step in HardSums(step: step) }, loss: .weighted { _, position in position > 8 ? 2 : 1 },
///       schedule: { step in (learningRate: 1e-3, weightDecay: 0) }, from: .read("checkpoints/gptacc-777p"), threads: 2)
///     try trainer.train { print($0.step, $0.loss, $0.gradientNorm) }
public final class Trainer {
  /// The problems of a step, counted from 0. A batch is the first of them; they are asked for from several threads.
  public typealias Sampler = (_ step: Int) -> any IndexedProblems
  /// The settings of a step, counted from 0.
  public typealias Schedule = (_ step: Int) -> (learningRate: Double, weightDecay: Double)

  /// What the run follows, apart from `state.ownParts`.
  public let recipe: Recipe
  /// The model's program.
  public let program: Program
  /// What the run is at; saving it and starting from it again changes nothing.
  public private(set) var state: TrainingState

  private let threads: Int
  private let weights: WeightStore<Float>
  private var batches: BatchSource
  private let schedule: Schedule?
  private let stretches: [Stretch]
  private let stepSizes: StepSizes?
  private let makeBatches: (_ batch: Int) -> BatchSource

  /// A run from the beginning, or from a saved state.
  ///
  /// - Parameters:
  ///   - sampler: the training problems; nil for the recipe's. Validation is always on the recipe's uniform problems.
  ///   - loss: what is minimized; nil for the mean cross-entropy of the answer's tokens, in nats. Validation always tells
  ///     that one.
  ///   - schedule: learning rate and weight decay; nil for the recipe's, whose decay may be relaxed by what validation finds.
  ///   - start: the model whose weights to start from; nil for the recipe's `from` or, without that, new ones.
  ///   - state: where an earlier run was; nothing is read from a starting point then.
  ///   - threads: how many share a step's work, which changes no bit; no more are used than there are processors.
  /// - Throws: `RecipeError` if the recipe makes no sense, or the state is not of such a model or of a run with the same
  ///   parts of its own; `FileError` if the starting point cannot be read or does not fit.
  public init(
    _ recipe: Recipe, sampler: Sampler? = nil, loss: TrainingLoss<Lane>? = nil, schedule: Schedule? = nil,
    from start: Checkpoint? = nil, state: TrainingState? = nil, threads: Int = 1
  ) throws {
    try recipe.validate()
    do throws(ArchitectureError) { program = try Program(recipe.architecture) } catch {
      throw RecipeError(source: "recipe \(recipe.name)", problem: error.description)
    }
    let ownParts: [OwnPart] =
      (sampler == nil ? [] : [.sampler]) + (loss == nil ? [] : [.loss]) + (schedule == nil ? [] : [.schedule])
    let parameters = program.parameters
    if let state {
      try state.requireFit(recipe, parameters, ownParts)
      (self.recipe, self.state) = (recipe, state)
    } else {
      let (started, values) = try recipe.started(from: start, parameters: parameters)
      self.recipe = started
      self.state = TrainingState(weights: values, learnable: parameters.learnableCount)
      self.state.ownParts = ownParts
    }
    self.threads = max(1, threads)
    self.schedule = schedule
    weights = WeightStore(program, parameters: self.state.weights)
    stretches = self.recipe.stretches
    stepSizes = StepSizes(recipe, optimizer: recipe.optimizer, parameters: parameters)
    // More threads than processors would only stand in each other's way.
    let workers = min(self.threads, ProcessInfo.processInfo.activeProcessorCount)
    let program = program
    makeBatches = { batch in
      if let sampler {
        .own(BatchGradient(program, loss: loss, batch: batch, threads: workers), sampler)
      } else {
        .recipe(BatchGradient(program, loss: loss, batch: batch, threads: workers))
      }
    }
    batches = makeBatches(Self.stretch(at: self.state.step, of: stretches).batch)
  }

  /// The stretch that a step, counted from 0, belongs to; the last one's after the last step.
  private static func stretch(at step: Int, of stretches: [Stretch]) -> Stretch {
    stretches.first { step < $0.end } ?? stretches[stretches.count - 1]
  }

  /// Whether the last step has been taken, or the run has been stopped early or given up.
  public var isFinished: Bool { state.step >= recipe.totalSteps || state.stoppedEarly || state.gaveUp }

  /// Takes steps until the run is finished.
  ///
  /// - Parameters:
  ///   - observe: told of every step; an error that it throws ends the call, the step being taken.
  ///   - shouldStop: asked before every step.
  /// - Throws: as `step()`, and what `observe` throws.
  public func train(
    observing observe: (TrainingStep) throws -> Void = { _ in }, until shouldStop: () -> Bool = { false }
  ) throws {
    while !isFinished, !shouldStop() { try observe(try step()) }
  }

  /// Takes one optimizer step, and validates when it is time.
  ///
  /// - Returns: what it did, with the validation, if there was one.
  /// - Throws: `TrainingError.diverged` if the loss, the gradient, an own schedule or the validation's loss is not finite.
  ///   Weights are then still those from before the step, unless the validation found it.
  @discardableResult
  public func step() throws(TrainingError) -> TrainingStep {
    let step = state.step
    let stretch = Self.stretch(at: step, of: stretches)
    if step == stretch.start, step > 0 { beginPhase(stretch) }
    let (rate, decay) = schedule?(step) ?? (stretch.rate(at: step), stretch.weightDecay.base * state.decayFactor)
    guard rate.isFinite, decay.isFinite else { throw .diverged(step: step + 1, quantity: "the schedule") }
    let loss = batches.compute(weights, step: step, of: stretch, seed: recipe.seed)
    guard loss.isFinite else { throw .diverged(step: step + 1, quantity: "the loss") }
    let gradient = batches.gradient
    var norm = 0.0
    if let g = gradient.baseAddress {
      recipe.grokfast?.filter(gradient, average: &state.gradientAverage)
      norm = GradientClipping.clip(g, count: gradient.count, toNorm: recipe.clipNorm)
      guard norm.isFinite else { throw .diverged(step: step + 1, quantity: "the gradient") }
      weights.update { parameters in
        guard let p = parameters.baseAddress else { return }
        if let stepSizes {
          recipe.optimizer.update(
            p, gradient: g, moments: &state.moments, learningRate: rate, weightDecay: decay, sizes: stepSizes)
        } else {
          recipe.optimizer.update(p, gradient: g, moments: &state.moments, learningRate: rate, weightDecay: decay)
        }
      }
    }
    state.step += 1
    state.lossSum += Double(loss)
    state.lossCount += 1
    let isTime = state.step % recipe.validation.every == 0 || state.step == stretch.end
    return TrainingStep(
      step: state.step, loss: Double(loss), gradientNorm: norm, learningRate: rate, weightDecay: decay,
      validation: isTime ? try validate(in: stretch, learningRate: rate, weightDecay: decay) : nil)
  }

  /// Goes back to the best weights, with an optimizer that remembers nothing.
  private func beginPhase(_ stretch: Stretch) {
    if let best = state.best { weights.update { _ = $0.update(from: best.weights) } }
    state.beginPhase()
    batches = makeBatches(stretch.batch)
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

  private func validate(in stretch: Stretch, learningRate: Double, weightDecay: Double) throws(TrainingError) -> TrainingRecord? {
    guard let model = try? model else { return nil }
    let result = recipe.validation.measure(model, threads: threads)
    guard result.loss.isFinite else { throw .diverged(step: state.step, quantity: "the validation loss") }
    let (digits, carryMix) = batches.description(at: state.step - 1, of: stretch, seed: recipe.seed)
    let record = TrainingRecord(
      step: state.step, loss: state.lossSum / Double(max(1, state.lossCount)), learningRate: learningRate,
      weightDecay: weightDecay, digits: digits, carryMix: carryMix, validation: result)
    state.take(record, weights: model.weights, of: recipe, in: stretch)
    return record
  }
}
