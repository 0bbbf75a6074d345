import Addition
import Checkpoints
import Lanes
import Testing
import Training
import Transformer

/// Samplers, losses and schedules of one's own.
@Suite struct OwnPartsTests {
  /// Problems that no recipe draws: the first of as many suites as there are.
  private struct SuiteStarts: IndexedProblems {
    let step: Int

    func problem(_ index: Int) -> Problem {
      let seed = UInt64(step * 64 + index)
      return ProblemSuite.uniform(count: 1, seed: seed)[0]
    }
  }

  private static let recipe = TrainingRunTests.recipe()

  /// A trainer whose every part is its own.
  private static func trainer(state: TrainingState? = nil, threads: Int) throws -> Trainer {
    try Trainer(
      recipe, sampler: { SuiteStarts(step: $0) }, loss: .weighted { _, position in position < 5 ? 1 : 0.5 },
      schedule: { step in (learningRate: step < 60 ? 0.01 : 0.001, weightDecay: 0.1) }, state: state, threads: threads)
  }

  /// The recipe's parts, given by hand.
  @Test func theRecipesOwnPartsChangeNoBit() throws {
    let (recipe, usual) = (Self.recipe, try Trainer(Self.recipe))
    try usual.train()
    let same = try Trainer(
      recipe, sampler: { recipe.sampling.sampler(at: $0, seed: recipe.seed) },
      schedule: { (recipe.learningRate.rate(at: $0, of: recipe.steps), recipe.weightDecay.base) })
    try same.train()
    // Of a decay that no validation has relaxed.
    #expect(usual.snapshot().decayFactor == 1)
    #expect(same.snapshot().weights == usual.snapshot().weights)
    #expect(same.snapshot().moments == usual.snapshot().moments)
    #expect(same.state.ownParts == [.sampler, .schedule])
  }

  @Test func eachPartIsFollowed() throws {
    func weights(_ trainer: Trainer) throws -> [Float] {
      try trainer.train(until: { trainer.state.step == 20 })
      return trainer.snapshot().weights
    }
    let all = [
      try weights(Trainer(Self.recipe)), try weights(Trainer(Self.recipe, sampler: { SuiteStarts(step: $0) })),
      try weights(Trainer(Self.recipe, loss: .weighted { _, position in position == 0 ? 1 : 0 })),
      try weights(Trainer(Self.recipe, schedule: { _ in (learningRate: 0.01, weightDecay: 0) })),
    ]
    #expect(Set(all).count == all.count)
    // A rate of zero moves nothing.
    let still = try Trainer(Self.recipe, schedule: { _ in (learningRate: 0, weightDecay: 1) })
    let before = still.snapshot().weights
    #expect(try weights(still) == before)
  }

  @Test func threadsAndInterruptionsChangeNoBit() throws {
    let whole = try Self.trainer(threads: 1)
    try whole.train()
    for threads in [2, 3] {
      let first = try Self.trainer(threads: threads)
      try first.train(until: { first.state.step == 77 })
      let second = try Self.trainer(state: first.snapshot(), threads: 1)
      try second.train()
      #expect(second.snapshot() == whole.snapshot())
    }
  }

  @Test func everyStepIsObserved() throws {
    let trainer = try Self.trainer(threads: 2)
    var steps: [TrainingStep] = []
    try trainer.train { steps.append($0) }
    #expect(steps.map(\.step) == Array(1...120))
    #expect(steps.allSatisfy { $0.loss > 0 && $0.gradientNorm > 0 && $0.weightDecay == 0.1 })
    #expect(steps.map(\.learningRate) == (0..<120).map { $0 < 60 ? 0.01 : 0.001 })
    #expect(steps.filter { $0.validation != nil }.map(\.step) == [50, 100, 120])
    #expect(steps.last?.validation?.carryMix == 0)
    #expect(steps.last?.validation?.digits == 10)
  }

  @Test func anObserversErrorEndsTraining() throws {
    struct Enough: Error {}
    let trainer = try Self.trainer(threads: 1)
    #expect(throws: Enough.self) { try trainer.train { if $0.step == 3 { throw Enough() } } }
    #expect(trainer.state.step == 3)
  }

  @Test(arguments: [(Double.nan, 0), (.infinity, 0), (0.01, .nan)])
  func aScheduleOfNoNumbersIsRefused(rate: Double, decay: Double) throws {
    let trainer = try Trainer(Self.recipe, schedule: { _ in (learningRate: rate, weightDecay: decay) })
    let before = trainer.snapshot()
    #expect(throws: TrainingError.diverged(step: 1, quantity: "the schedule")) { try trainer.step() }
    #expect(trainer.snapshot() == before)
  }

  /// What no file holds must be given again, and nothing else.
  @Test func aRunGoesOnWithItsParts() throws {
    let scratch = try Scratch()
    let (whole, parts) = (RunFolder(scratch.path + "/whole"), RunFolder(scratch.path + "/parts"))
    try TrainingRun(Self.trainer(threads: 2), in: whole).train()
    let run = try TrainingRun(Self.trainer(threads: 2), in: parts)
    try run.train(until: { run.step == 70 })
    let error = #expect(throws: RecipeError.self) { try TrainingRun(resuming: parts, threads: 1) }
    #expect(error?.problem.hasPrefix("the saved run has its own sampler, loss and schedule") == true)
    #expect(throws: RecipeError.self) {
      try TrainingRun(resuming: parts) { try Trainer($0, loss: .weighted { _, _ in 1 }, state: $1) }
    }
    try TrainingRun(resuming: parts) { try Self.trainer(state: $1, threads: 1) }.train()
    for file in TrainingRunTests.files {
      #expect(try scratch.bytes("whole/" + file) == scratch.bytes("parts/" + file), "\(file)")
    }
    #expect(try Checkpoint.read(whole.path).notes["trained_with"] == "its own sampler, loss and schedule")

    let plain = RunFolder(scratch.path + "/plain")
    _ = try TrainingRun(Self.recipe, in: plain, threads: 1)
    #expect(throws: RecipeError.self) { try TrainingRun(resuming: plain) { try Self.trainer(state: $1, threads: 1) } }
    #expect(try Checkpoint.read(plain.path).notes["trained_with"] == nil)
  }
}
