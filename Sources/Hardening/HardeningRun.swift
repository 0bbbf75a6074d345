import Addition
import Certificates
import Checkpoints
import Training
import Transformer

/// Trains a model toward a proof, in a folder: certify; where the model is wrong or nothing is shown, fine-tune on the worst inputs that
/// were found, and certify again.
///
///     let run = try HardeningRun(HardeningPlan(recipe: .named("gptacc-777p")), from: .read("checkpoints/gptacc-777p"),
///       in: HardeningFolder("runs/hardened"), threads: 2)
///     if try run.harden(rounds: 10) == .proved { print(run.rounds) }
///
/// A round's training starts from the current weights, with an optimizer that remembers nothing, on the recipe's problems and, mixed
/// into them, all worst inputs found so far. The folder's model is the best of all rounds.
///
/// The same plan and weights give the same weights on any number of threads; a run that was stopped goes on with the same, too. Only how
/// much a certificate shows within its time depends on the machine: whether it ends at a round with a proof or goes on.
public final class HardeningRun {
  /// How a call of `harden` ended.
  public enum Ending: Hashable, Sendable {
    /// The folder's model is right on all sums.
    case proved
    /// The rounds are used up.
    case roundsUsedUp
    /// The caller asked for a stop; what has been found is saved.
    case interrupted
  }

  /// The most inputs that are remembered.
  static let poolSize = 10_000

  /// The folder.
  public let folder: HardeningFolder
  /// What it follows.
  public let plan: HardeningPlan
  private var state: HardeningState
  private let program: Program
  private let threads: Int

  /// Begins, and fills the folder at once.
  ///
  /// - Parameter checkpoint: the weights to begin with; the plan's recipe is told of them.
  /// - Throws: `TrainingError.folderTaken` if the folder holds files of a run or a hardening; `CertificateError` for a model that
  ///   certificates are not for; `RecipeError` for a plan that makes no sense; `FileError` if the weights are not of the recipe's
  ///   architecture or the folder cannot be written.
  public init(_ plan: HardeningPlan, from checkpoint: Checkpoint, in folder: HardeningFolder, threads: Int = 1) throws {
    try plan.validate()
    var plan = plan
    let trainer = try Trainer(plan.recipe, from: checkpoint, threads: 1)
    plan.recipe = trainer.recipe
    try Certificate.requireFit(checkpoint.model)
    (self.plan, self.folder, self.threads) = (plan, folder, max(1, threads))
    (program, state) = (trainer.program, HardeningState(weights: checkpoint.model.weights))
    guard !folder.isTaken else { throw TrainingError.folderTaken(path: folder.path) }
    try RunFolder(folder.path).create()
    try RunFolder(folder.path).withLock {
      guard !folder.isTaken else { throw TrainingError.folderTaken(path: folder.path) }
      try folder.save(plan)
      try folder.save(state, plan, program, certificate: nil)
    }
  }

  /// Takes up what a folder holds.
  ///
  /// - Throws: `HardeningError.nothingToResume`; `FileError` and `RecipeError` if its files are damaged.
  public init(resuming folder: HardeningFolder, threads: Int = 1) throws {
    guard folder.holdsHardening else { throw HardeningError.nothingToResume(path: folder.path) }
    (self.folder, self.threads) = (folder, max(1, threads))
    (plan, state) = try RunFolder(folder.path).withLock { try folder.load() }
    program = try Program(plan.recipe.architecture)
    // Whether there are as many weights as the architecture has.
    _ = try Model(program, weights: state.weights)
  }

  /// What was found after each round.
  public var rounds: [HardeningRound] { state.rounds }
  /// The best weights.
  public var best: Model { get throws(ArchitectureError) { try Model(program, weights: state.best) } }
  /// Whether they are proved.
  public var isProved: Bool { state.isProved }

  /// Checks that it is what was asked for.
  ///
  /// - Throws: `HardeningError.otherPlan`.
  public func requireAgreement(with asked: HardeningPlan) throws(HardeningError) {
    func fail(_ difference: String) -> HardeningError { .otherPlan(path: folder.path, difference: difference) }
    var asked = asked
    if let start = plan.recipe.from, asked.recipe.from == .init(checkpoint: start.checkpoint) { asked.recipe.from = start }
    guard asked.recipe.from == plan.recipe.from else { throw fail("start: \(plan.recipe.from?.checkpoint ?? "none")") }
    guard asked.recipe.seed == plan.recipe.seed else { throw fail("seed: \(plan.recipe.seed)") }
    guard asked.recipe == plan.recipe else { throw fail("recipe") }
    guard asked.steps == plan.steps else { throw fail("number of steps a round: \(grouped(plan.steps))") }
    guard asked.share == plan.share else { throw fail("share of worst inputs: \(plan.share)") }
    guard asked == plan else { throw fail("plan") }
  }

  /// Certifies, trains and certifies again, saving after either.
  ///
  /// - Parameters:
  ///   - rounds: of training, with those of earlier calls.
  ///   - timeLimit: of each certificate.
  ///   - shouldStop: asked before every step; what a round has trained is then given up. A certificate is not broken off.
  ///   - found: told of every round once it is saved.
  ///   - progress: told from any thread what is going on.
  /// - Throws: `TrainingError.diverged`, `.folderInUse`; `CertificateError`; `FileError` if it cannot be saved.
  @discardableResult
  public func harden(
    rounds: Int, timeLimit: Duration = .seconds(60), until shouldStop: () -> Bool = { false },
    found: (HardeningRound) -> Void = { _ in }, progress: @escaping @Sendable (HardeningProgress) -> Void = { _ in }
  ) throws -> Ending {
    try RunFolder(folder.path).withLock {
      while true {
        if shouldStop() { return .interrupted }
        if !state.isAssessed { found(try assess(timeLimit, progress)) }
        if isProved { return .proved }
        if state.trainings >= rounds { return .roundsUsedUp }
        guard try train(until: shouldStop, progress) else { return .interrupted }
      }
    }
  }

  private var roundRecipe: Recipe {
    get throws { try plan.recipe(ofRound: state.trainings + 1, targets: state.pool, factor: state.factor) }
  }

  private func assess(
    _ timeLimit: Duration, _ progress: @escaping @Sendable (HardeningProgress) -> Void
  ) throws -> HardeningRound {
    let number = state.trainings
    let rate = number == 0 ? nil : plan.recipe.learningRate.peak * plan.rate * state.factor
    let assessment = try Assessment(
      try Model(program, weights: state.weights), of: number, plan, learningRate: rate, timeLimit: timeLimit, threads: threads,
      progress: progress)
    state.take(assessment, most: plan.mostInputs, poolSize: Self.poolSize)
    try folder.save(state, plan, program, certificate: assessment.certificate)
    return assessment.round
  }

  /// - Returns: whether the round was trained to its end.
  private func train(until shouldStop: () -> Bool, _ progress: (HardeningProgress) -> Void) throws -> Bool {
    let start = Checkpoint(name: plan.recipe.name, model: try Model(program, weights: state.weights))
    let trainer = try Trainer(try roundRecipe, from: start, threads: threads)
    let number = state.trainings + 1
    try trainer.train(
      observing: { step in progress(.training(round: number, step: step.step, of: plan.steps)) }, until: shouldStop)
    guard trainer.isFinished else { return false }
    state.weights = trainer.snapshot().weights
    guard state.weights.allSatisfy(\.isFinite) else { throw TrainingError.diverged(step: plan.steps, quantity: "a weight") }
    state.trainings = number
    try folder.save(state, plan, program, certificate: nil)
    return true
  }
}
