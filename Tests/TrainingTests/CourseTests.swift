import Addition
import Checkpoints
import Files
import Foundation
import Testing
import Transformer

@testable import Training

/// What a recipe can say of a run's course beside its schedule: phases, giving up, targeted problems, Grokfast, tensors of their own.
@Suite struct CourseTests {
  /// Everything at once: 60 steps, then phases of 50 and 40.
  static func recipe() throws -> Recipe {
    var recipe = TrainingRunTests.recipe()
    recipe.steps = 60
    recipe.optimizer.relativeFloor = 0.03
    recipe.grokfast = Grokfast(alpha: 0.9, lambda: 1.5)
    recipe.tensors = [TensorRule(names: "*", rate: 0.5), TensorRule(names: "*bias", initial: .normal(0.1))]
    recipe.phases = [
      Phase(
        steps: 50, learningRate: LearningRate(peak: 0.01, warmup: 5), batch: 32,
        sampling: Sampling(operands: .uniformValue, targets: try Targets([Problem(5, 5), Problem(95, 5)], probability: 0.5))),
      Phase(steps: 40, learningRate: LearningRate(peak: 0.001, warmup: 0), weightDecay: WeightDecay(base: 0)),
    ]
    return recipe
  }

  /// Within phases, at their first steps, right before.
  @Test(arguments: [[59], [60], [61, 109], [110], [111, 130]])
  func interruptionsAndThreadsChangeNoBit(stops: [Int]) throws {
    let scratch = try Scratch()
    try TrainingRunTests.train(Self.recipe(), in: scratch.path + "/whole", threads: 1)
    let folder = RunFolder(scratch.path + "/parts")
    var run = try TrainingRun(Self.recipe(), in: folder, threads: 2)
    for stop in stops {
      #expect(try run.train(until: { run.step == stop }) == .interrupted)
      run = try TrainingRun(resuming: folder, threads: 2)
    }
    #expect(try run.train() == .completed)
    for file in TrainingRunTests.files {
      #expect(try scratch.bytes("whole/" + file) == scratch.bytes("parts/" + file), "\(file)")
    }
    #expect(run.curve.records.map(\.step) == [50, 60, 100, 110, 150])
  }

  @Test func aPhaseStartsFromTheBestWeightsWithAFreshOptimizer() throws {
    let trainer = try Trainer(Self.recipe())
    try trainer.train(until: { trainer.state.step == 60 })
    #expect(trainer.state.moments.updates == 60)
    let best = try #require(trainer.state.best?.weights)
    // With a rate of zero, the first step of the phase leaves its first weights as they are.
    var still = try Self.recipe()
    still.phases[0].learningRate = LearningRate(peak: 1e-300, warmup: 0)
    let other = try Trainer(still, state: trainer.snapshot())
    try other.step()
    #expect(other.snapshot().weights == best)
    #expect(other.state.moments.updates == 1)
    #expect(other.state.decayFactor == 1)
  }

  @Test func schedulesCurriculumAndMixCountFromThePhase() throws {
    let recipe = try Self.recipe()
    let stretches = recipe.stretches
    #expect(stretches.map(\.start) == [0, 60, 110])
    #expect(recipe.totalSteps == 150)
    #expect(stretches.map(\.batch) == [64, 32, 32])
    #expect(stretches[1].rate(at: 60) == 0.01 / 5)
    #expect(stretches[2].rate(at: 110) == 0.001)
    // What a phase does not say is as before: the second phase has the first one's problems and no decay.
    #expect(stretches[2].sampling == stretches[1].sampling)
    #expect(stretches.map(\.weightDecay.base) == [0.01, 0.01, 0])
    let mix = Sampling(
      operands: .uniformValue, curriculum: .published, carryMix: try CarryMix(probability: 1, fadeFrom: 0, to: 10))
    #expect(mix.sampler(at: 65, since: 60, seed: 1).carryProbability == 0.5)
    #expect(mix.sampler(at: 65, since: 60, seed: 1).digits.most == 3)
    #expect(mix.sampler(at: 2_065, since: 60, seed: 1).digits.most == 6)
  }

  @Test func targetsComeAsOftenAsTheyShould() throws {
    let problems = [try Problem(9_999_999_999, 1), try Problem(5, 95)]
    let plain = Sampling(operands: .uniformValue).sampler(at: 3, seed: 9)
    let mixed = Sampling(operands: .uniformValue, targets: try Targets(problems, probability: 0.25)).sampler(at: 3, seed: 9)
    let drawn = (0..<4_000).map(mixed.problem)
    let share = Proportion(drawn.count(where: problems.contains), of: drawn.count)
    #expect((share.interval95.lower...share.interval95.upper).contains(0.25), "\(share)")
    for problem in problems { #expect((400..<600).contains(drawn.count { $0 == problem })) }
    #expect(Set((0..<100).map(plain.problem)).isDisjoint(with: problems))
    #expect(throws: SamplingError.targets(0)) { try Targets([], probability: 0.5) }
    #expect(throws: SamplingError.targetProbability(1.5)) { try Targets(problems, probability: 1.5) }
  }

  @Test func aRunGivesUpWhereItsRuleSays() throws {
    var recipe = TrainingRunTests.recipe()
    recipe.giveUp = [GiveUp(step: 40, tokenAccuracy: 0), GiveUp(step: 60, tokenAccuracy: 0.99)]
    let scratch = try Scratch()
    let run = try TrainingRun(recipe, in: RunFolder(scratch.path + "/run"), threads: 1)
    #expect(try run.train() == .gaveUp)
    // The second rule is judged at the first validation from step 60 on.
    #expect(run.step == 100)
    #expect(run.isFinished && run.hasGivenUp)
    let resumed = try TrainingRun(resuming: run.folder, threads: 1)
    #expect(resumed.isFinished && resumed.hasGivenUp)
    #expect(try resumed.train() == .gaveUp)
    recipe.giveUp = [GiveUp(step: 40, exactMatch: 0)]
    let other = try TrainingRun(recipe, in: RunFolder(scratch.path + "/other"), threads: 1)
    #expect(try other.train() == .completed)
  }

  @Test func grokfastAddsItsAverage() {
    let filter = Grokfast(alpha: 0.75, lambda: 2)
    var average: [Float] = []
    var gradient: [Float] = [1, -2]
    gradient.withUnsafeMutableBufferPointer { filter.filter($0, average: &average) }
    #expect(gradient == [3, -6] && average == [1, -2])
    gradient = [5, 2]
    gradient.withUnsafeMutableBufferPointer { filter.filter($0, average: &average) }
    // 0.75 x 1 + 0.25 x 5 = 2, and 0.75 x -2 + 0.25 x 2 = -1.
    #expect(average == [2, -1] && gradient == [9, 0])
  }

  @Test func relativeStepsAreMultiplesOfATensorsSize() throws {
    var recipe = TrainingRunTests.recipe()
    let table = try ParameterTable(recipe.architecture)
    recipe.tensors = [TensorRule(names: "*", initial: .value(3)), TensorRule(names: "*ln1*", initial: .value(0.001), rate: 2)]
    recipe.optimizer = AdamW(epsilon: 1e-30, relativeFloor: 0.03)
    recipe.weightDecay = WeightDecay(base: 0)
    recipe.learningRate = LearningRate(peak: 0.01, warmup: 0)
    let trainer = try Trainer(recipe)
    let before = trainer.snapshot().weights
    try trainer.step()
    let after = trainer.snapshot().weights
    let names = table.parameters.filter { $0.name.contains("ln1") }
    try #require(!names.isEmpty && names.count < table.parameters.count)
    for parameter in table.parameters {
      // Adam's first step is the learning rate, whatever the gradient, unless that is as small as epsilon.
      let steps = parameter.range.map { abs(after[$0] - before[$0]) }
      let full: Float = parameter.name.contains("ln1") ? 0.01 * 2 * 0.03 : 0.01 * 3
      #expect(steps.allSatisfy { $0 <= full * 1.001 }, "\(parameter.name)")
      if let longest = steps.max(), longest > 0 { #expect(longest > full * 0.99, "\(parameter.name)") }
    }
  }

  @Test func tensorsStartAsTheirLastRuleSays() throws {
    var recipe = TrainingRunTests.recipe()
    let table = try ParameterTable(recipe.architecture)
    let plain = recipe.initialWeights(table)
    #expect(plain == recipe.initialization.values(for: table, seed: recipe.seed))
    let (first, second) = (table.parameters[0], table.parameters[1])
    let values = (0..<second.count).map { Double($0) / 8 }
    recipe.tensors = [
      TensorRule(names: "*", initial: .uniform(0.5)), TensorRule(names: first.name, initial: .normal(1)),
      TensorRule(names: second.name, initial: .values(values)), TensorRule(names: "*", rate: 0.1),
    ]
    try recipe.validate()
    let weights = recipe.initialWeights(table)
    #expect(second.range.map { weights[$0] } == values.map(Float.init))
    #expect(first.range.contains { abs(weights[$0]) > 0.5 })
    for parameter in table.parameters.dropFirst(2) { #expect(parameter.range.allSatisfy { abs(weights[$0]) <= 0.5 }) }
    recipe.seed += 1
    #expect(recipe.initialWeights(table) != weights)
  }

  @Test func aRuleOfRateZeroFreezesItsTensors() throws {
    var recipe = TrainingRunTests.recipe()
    recipe.weightDecay = WeightDecay(base: 0)
    let table = try ParameterTable(recipe.architecture)
    let frozen = table.parameters[0]
    recipe.tensors = [TensorRule(names: frozen.name, rate: 0)]
    let trainer = try Trainer(recipe)
    let before = trainer.snapshot().weights
    for _ in 0..<3 { try trainer.step() }
    let after = trainer.snapshot().weights
    #expect(frozen.range.allSatisfy { before[$0] == after[$0] })
    #expect(before != after)
  }

  @Test func whatIsLeftOutIsAsPublished() throws {
    let recipe = try Self.recipe()
    #expect(try JSONDecoder().decode(Recipe.self, from: Data(recipe.json.utf8)) == recipe)
    let short = """
      {"name": "x", "architecture": \(Architecture.gptAcc(width: 7, hidden: 14).json), "initialization": "flax", "steps": 10,
       "batch": 4, "sampling": {"operands": "uniformValue"}, "learningRate": {"peak": 0.01}, "optimizer": {"beta2": 0.99},
       "weightDecay": {"base": 0.1}, "validation": {"every": 5}, "earlyStop": {}, "giveUp": [{"step": 5, "exactMatch": 0.1}]}
      """
    let read = try JSONDecoder().decode(Recipe.self, from: Data(short.utf8))
    try read.validate()
    #expect(read.seed == 1 && read.clipNorm == 1 && read.phases.isEmpty && read.tensors.isEmpty && read.grokfast == nil)
    #expect(read.optimizer == AdamW(beta2: 0.99) && read.learningRate == LearningRate(peak: 0.01, warmup: 0))
    #expect(read.validation == Validation(every: 5) && read.earlyStop == Recipe.EarlyStop())
    #expect(read.sampling == Sampling(operands: .uniformValue))
  }

  @Test func impossibleCoursesAreRefusedByField() throws {
    let changes: [(String, (inout Recipe) -> Void)] = [
      ("phases[0].steps", { $0.phases[0].steps = 0 }), ("phases[1].learningRate.peak", { $0.phases[1].learningRate.peak = 0 }),
      ("phases[0].learningRate.warmup", { $0.phases[0].learningRate.warmup = 51 }),
      ("phases[0].batch", { $0.phases[0].batch = 0 }),
      ("phases[1].weightDecay.base", { $0.phases[1].weightDecay?.base = 2 }), ("phases", { $0.phases[0].steps = 100_000_000 }),
      ("grokfast.alpha", { $0.grokfast?.alpha = 1 }), ("grokfast.lambda", { $0.grokfast?.lambda = .infinity }),
      ("optimizer.relativeFloor", { $0.optimizer.relativeFloor = 0 }), ("tensors[0].names", { $0.tensors[0].names = "none*" }),
      ("tensors[1].names", { $0.tensors[1].names = "[" }), ("tensors[0].rate", { $0.tensors[0].rate = -1 }),
      ("tensors[0].initial", { $0.tensors[0].initial = .normal(.nan) }),
      ("tensors[0].initial", { $0.tensors[0].initial = .values([1]) }),
      ("giveUp[0].step", { $0.giveUp = [GiveUp(step: 0, exactMatch: 1)] }),
      ("giveUp[0].step", { $0.giveUp = [GiveUp(step: 151, exactMatch: 1)] }),
      ("giveUp[0]", { $0.giveUp = [GiveUp(step: 5)] }), ("tensors[0]", { $0.tensors[0].rate = nil }),
      ("giveUp[0].exactMatch", { $0.giveUp = [GiveUp(step: 1, exactMatch: 2)] }),
    ]
    for (field, change) in changes {
      var recipe = try Self.recipe()
      change(&recipe)
      #expect(throws: RecipeError.self, "\(field)") { try recipe.validate() }
      do { try recipe.validate() } catch { #expect(error.description.contains("'\(field)"), "\(error)") }
    }
  }

  @Test(arguments: [
    #"{"problems": [[1, 2, 3]], "probability": 0.5}"#, #"{"problems": [[1, 99999999999]], "probability": 0.5}"#,
    #"{"problems": [], "probability": 0.5}"#, #"{"problems": [[1, 2]], "probability": 2}"#,
    #"{"problems": [[1, -2]], "probability": 0}"#,
  ])
  func impossibleTargetsAreRefused(json: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Targets.self, from: Data(json.utf8)) }
  }
}
