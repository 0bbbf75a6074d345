import Addition
import AllocationCounter
import Lanes
import Testing
import Training
import Transformer

/// What is done thousands of times a second asks for no memory.
@Suite(.enabled(if: allocation_counter_works(), "calls for memory are counted with glibc only"))
struct AllocationTests {
  @Test func theCounterCounts() {
    #expect(allocations { blackHole([Int](repeating: 1, count: 1_000)) } > 0)
  }

  /// On several threads the caller does its share of the groups, which is the same work.
  @Test(arguments: ["microadder-57p", "microadder-74p", "gptacc-777p"], [1, 2])
  func aTrainingStepAllocatesNothing(name: String, threads: Int) throws {
    var recipe = try Recipe.named(name)
    recipe.validation.every = recipe.steps
    try expectNoAllocation(in: try Trainer(recipe, threads: threads))
  }

  /// A sampler, a loss and a schedule that allocate nothing cost nothing else.
  @Test(arguments: [1, 2]) func aStepWithPartsOfItsOwnAllocatesNothing(threads: Int) throws {
    var recipe = try Recipe.named("gptacc-777p")
    recipe.validation.every = recipe.steps
    try expectNoAllocation(
      in: try Trainer(
        recipe, sampler: { Smalls(step: UInt64($0)) }, loss: .weighted { _, position in position > 5 ? 2 : 1 },
        schedule: { _ in (learningRate: 0.01, weightDecay: 0) }, threads: threads))
  }

  /// Sums of numbers up to a thousand.
  private struct Smalls: IndexedProblems {
    static let none = ProblemSuite.adderBoard[0]
    let step: UInt64

    func problem(_ index: Int) -> Problem {
      let number = step &* 0x9E37_79B9 &+ UInt64(index) &* 0x85EB_CA6B
      return (try? Problem(number % 1_000, number / 1_000 % 1_000)) ?? Self.none
    }
  }

  private func expectNoAllocation(in trainer: Trainer) throws {
    try trainer.step()
    var failure: (any Error)?
    let count = allocations {
      do { for _ in 0..<20 { try trainer.step() } } catch { failure = error }
    }
    #expect(failure == nil)
    #expect(count == 0)
  }

  @Test func decodingABlockAllocatesNothing() throws {
    let recipe = try Recipe.named("gptacc-777p")
    let program = try Program(recipe.architecture)
    let weights = WeightStore(program, parameters: recipe.initialization.values(for: program.parameters, seed: 1))
    let pass = Pass<Lane>(program)
    let suite = ProblemSuite.uniform(count: Lane.laneCount, seed: 1)
    func answerABlock() {
      pass.load(count: Lane.laneCount) { suite[$0] }
      blackHole(pass.decode(weights)[0])
    }
    answerABlock()
    #expect(allocations { for _ in 0..<20 { answerABlock() } } == 0)
  }

  private func allocations(_ body: () -> Void) -> Int {
    let before = allocation_counter_count()
    body()
    return allocation_counter_count() - before
  }

  @inline(never) @_optimize(none)
  private func blackHole<Value>(_ value: Value) {}
}
