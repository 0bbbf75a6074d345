import Checkpoints
import Files
import Transformer

/// A run that lives in a folder: it trains, validates and saves, can be stopped after any step, and goes on bit for bit.
///
///     let run = try TrainingRun(Recipe.named("microadder-57p"), in: RunFolder("runs/microadder-57p"), threads: 2)
///     try run.train()
///
/// A run stopped by `train(until:)`, or by the machine's failure, is taken up by `TrainingRun(resuming:threads:)` and ends
/// with the same weights and the same curve as one that was never stopped.
public final class TrainingRun {
  /// How a call of `train` ended.
  public enum Ending: Hashable, Sendable {
    /// The recipe's last step was taken.
    case completed
    /// Validation was perfect for long enough.
    case stoppedEarly
    /// A validation was below what the recipe demands by then.
    case gaveUp
    /// The caller asked for a stop; the run can be resumed.
    case interrupted
  }

  /// The run's folder.
  public let folder: RunFolder
  /// Whether the folder's `model.safetensors` was gone or damaged when the run was taken up, and has been written anew.
  public let hasRestoredModel: Bool
  /// One row a validation.
  public private(set) var curve: TrainingCurve
  private let trainer: Trainer

  /// Begins a run that follows its recipe in everything. Its folder is made and filled at once, so that a place that cannot
  /// be written is known before hours of training.
  ///
  /// - Throws: `RecipeError` for a recipe that makes no sense, `TrainingError.folderTaken` if the folder holds files of a
  ///   run, `.folderInUse` if one is just beginning there, `FileError` if it cannot be written or the checkpoint that the
  ///   recipe starts from cannot be read or does not fit.
  public convenience init(_ recipe: Recipe, in folder: RunFolder, threads: Int) throws {
    try self.init(Trainer(recipe, threads: threads), in: folder)
  }

  /// Begins a run of a trainer, which may have a sampler, a loss or a schedule of its own.
  ///
  /// - Throws: `TrainingError` and `FileError` as for a recipe.
  public init(_ trainer: Trainer, in folder: RunFolder) throws {
    self.trainer = trainer
    curve = TrainingCurve()
    self.folder = folder
    hasRestoredModel = false
    guard !folder.isTaken else { throw TrainingError.folderTaken(path: folder.path) }
    try folder.create()
    try folder.withLock {
      // Asked again, because another run may have begun since.
      guard !folder.isTaken else { throw TrainingError.folderTaken(path: folder.path) }
      try save()
    }
  }

  /// Takes up the run that a folder holds, finished or not.
  ///
  /// - Throws: `TrainingError.nothingToResume` if there is none, `.folderInUse` while it is being trained, `FileError` and
  ///   `RecipeError` if its files are damaged; `RecipeError` if the run has parts of its own.
  public convenience init(resuming folder: RunFolder, threads: Int) throws {
    try self.init(resuming: folder) { recipe, state in try Trainer(recipe, state: state, threads: threads) }
  }

  /// Takes up the run that a folder holds with a trainer that has the same parts of its own as the one that began it.
  ///
  /// - Parameter trainer: makes the trainer of the folder's recipe and state.
  /// - Throws: as `init(resuming:threads:)`, and what `trainer` throws.
  public init(resuming folder: RunFolder, with trainer: (Recipe, TrainingState) throws -> Trainer) throws {
    guard folder.holdsRun else { throw TrainingError.nothingToResume(path: folder.path) }
    (self.trainer, curve, hasRestoredModel) = try folder.withLock {
      let (recipe, state, curve) = try folder.load()
      let trainer = try trainer(recipe, state)
      return (trainer, curve, try folder.restoreModel(of: trainer))
    }
    self.folder = folder
  }

  /// What the run follows.
  public var recipe: Recipe { trainer.recipe }
  /// Steps taken.
  public var step: Int { trainer.state.step }
  /// Whether there is nothing left to do.
  public var isFinished: Bool { trainer.isFinished }
  /// Whether the run ended because a validation was below what the recipe demands.
  public var hasGivenUp: Bool { trainer.state.gaveUp }
  /// The validation that found the best model; nil before the first.
  public var best: TrainingRecord? { trainer.state.best?.record }
  /// The learned parameters of the model.
  public var parameterCount: Int { trainer.program.parameters.learnableCount }

  /// Trains to the end, saving at every validation.
  ///
  /// - Parameters:
  ///   - shouldStop: asked before every step; when it says yes, the run is saved as it is.
  ///   - keptEvery: keeps the weights of each so manieth validation, and the last one's, as `KeptStep`s; nil for none. The folder does
  ///     not remember it.
  ///   - progress: told after every step.
  /// - Throws: `TrainingError.diverged`, which leaves the run as it was last saved, `.folderInUse` while another run trains
  ///   in the folder, `.tooManyKept` before the first step; `FileError` if it cannot be saved.
  @discardableResult
  public func train(
    until shouldStop: () -> Bool = { false }, keptEvery: Int? = nil, progress: (TrainingProgress) -> Void = { _ in }
  ) throws -> Ending {
    if let keptEvery { try recipe.requireFewKept(every: keptEvery) }
    return try folder.withLock { try takeSteps(until: shouldStop, keptEvery, progress: progress) }
  }

  private func takeSteps(
    until shouldStop: () -> Bool, _ keptEvery: Int?, progress: (TrainingProgress) -> Void
  ) throws -> Ending {
    while !trainer.isFinished {
      if shouldStop() {
        try save()
        return .interrupted
      }
      if let record = try trainer.step().validation {
        curve.records.append(record)
        if let keptEvery, curve.records.count.isMultiple(of: max(1, keptEvery)) || trainer.isFinished { try folder.keep(trainer) }
        try save()
      }
      progress(self.progress)
    }
    return trainer.state.gaveUp ? .gaveUp : trainer.state.stoppedEarly ? .stoppedEarly : .completed
  }

  /// Where the run is.
  public var progress: TrainingProgress {
    let state = trainer.state
    let loss = state.lossCount > 0 ? state.lossSum / Double(state.lossCount) : curve.records.last?.loss
    return TrainingProgress(
      step: state.step, steps: recipe.totalSteps, loss: loss, validation: curve.records.last?.validation)
  }

  private func save() throws {
    guard trainer.snapshot().isFinite else { throw TrainingError.diverged(step: step, quantity: "a weight") }
    try folder.save(trainer, curve: curve)
  }
}
