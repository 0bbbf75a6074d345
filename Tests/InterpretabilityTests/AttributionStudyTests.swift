import Addition
import Checkpoints
import Lanes
import ReferenceModels
import Synchronization
import Testing
import Transformer

@testable import Interpretability

@Suite struct AttributionStudyTests {
  static let models = ["microadder-57p", "gptacc-777p", "two layers, two heads", "biases", "rotary, gated, with shared keys"]

  private static func model(_ name: String) throws -> Model {
    if let shipped = ShippedModel.all.first(where: { $0.name == name }) { return try shipped.checkpoint().model }
    let rotary = Architecture.qwen3(width: 4, hidden: 5, heads: 2, keyValueHeads: 1, headWidth: 4, base: 3)
    guard name == "biases" || name.hasPrefix("rotary") else { return try TestModels.random() }
    let program = try Program(name == "biases" ? .gptAcc(width: 8, hidden: 16, layers: 2, heads: 2, hasBias: true) : rotary)
    // Biases and weights of norms begin as zero and one: others can be mistaken for nothing.
    let values = Initialization.flax.values(for: program.parameters, seed: 5)
    return try Model(program, weights: values.enumerated().map { $1 * 2 + Float($0 % 5) * 0.05 })
  }

  private let few = ProblemSuite.carry(count: 20, seed: 3)

  // MARK: Reading the residual stream

  @Test(arguments: models) func directContributionsSumToTheLogitDifference(name: String) throws {
    let direct = try #require(try AttributionStudy(Self.model(name), on: few, methods: [.direct]).direct)
    #expect(direct.largestGap < 1e-5)
    for whole in direct.logitDifference where whole.contribution.count > 0 {
      let parts = direct.rows.filter { $0.place == whole.place && $0.hasCarry == whole.hasCarry }.map(\.contribution.value)
      let sum = parts.reduce(0) { $0 + ($1 ?? .nan) }
      let size = parts.map { abs($0 ?? .nan) }.max() ?? 0
      #expect(abs(sum - (whole.contribution.value ?? .nan)) < 1e-5 * max(size, 1), "Z\(whole.place)")
    }
    #expect(direct.components.contains("L0 MLP bias") == (name == "biases" || name.hasPrefix("two")))
  }

  @Test(arguments: models) func theLastPointOfTheLensIsTheModel(name: String) throws {
    let model = try Self.model(name)
    let lens = try #require(try AttributionStudy(model, on: few, methods: [.lens]).lens)
    let last = lens.rows.filter { $0.hook == lens.hooks.last }
    let baseline = try AblationStudy(model, on: few, components: [], ablations: []).baseline
    for (row, digit) in zip(last, baseline.digits) {
      #expect(row.accuracy.value == digit.overall.rate)
      #expect((row.divergence.value ?? 1) < 1e-4)
      #expect(row.place > 0 || row.logitDifference.value == nil)
    }
    // Other points are not.
    #expect(lens.rows.contains { ($0.divergence.value ?? 0) > 1e-3 })
  }

  /// A model that copies X_i: of a + 0 with no carry anywhere, the head alone says the digit.
  @Test func theHeadThatCopiesMakesTheDigit() throws {
    let direct = try #require(
      try AttributionStudy(TestModels.copy(), on: TestModels.withoutAddend(32), methods: [.direct]).direct)
    for row in direct.rows where row.place < 10 && !row.hasCarry {
      let value = try #require(row.contribution.value)
      if row.component == "L0H0" { #expect(value > 1) }
      if ["positions", "L0 MLP"].contains(row.component) { #expect(abs(value) < 1e-4, "\(row.component)") }
    }
  }

  @Test func theFlippedCarryGivesTheNeighbouringDigit() throws {
    let problem = try Problem(95, 7)
    #expect(CarryFlip(problem, place: 1).right == 0 && CarryFlip(problem, place: 1).flipped == 9)
    #expect(CarryFlip(problem, place: 2).right == 1 && CarryFlip(problem, place: 2).flipped == 0)
    #expect(CarryFlip(problem, place: 3).flipped == 1)
    #expect(CarryFlip(try Problem(9_999_999_999, 1), place: 10).flipped == 0)
  }

  // MARK: Gradients

  @Test(arguments: ["microadder-57p", "gptacc-777p", "two layers, two heads"])
  func integratedGradientsSumToTheDifference(name: String) throws {
    let table = try #require(try AttributionStudy(Self.model(name), on: few, methods: [.integrated]).nodes)
    let completeness = try #require(table.completeness)
    #expect(try #require(completeness.gap) < 0.01)
    // Independent of what the table says of itself.
    let whole = try #require(table.rows.first { $0.name == "tokens" && $0.position == nil })
    let sum = try #require(whole.effects.first { $0.replacement == .denoising }?.estimate.value)
    let difference = try #require(table.clean.value) - #require(table.corrupted.value)
    #expect(abs(sum - difference) < 0.01 * abs(difference))
  }

  @Test func patchingAllTokensMakesOneProblemTheOther() throws {
    for name in Self.models {
      let study = try AttributionStudy(Self.model(name), on: few, methods: [.gradient])
      let table = try #require(study.nodes)
      let difference = try #require(table.clean.value) - #require(table.corrupted.value)
      let last = table.rows.filter { $0.kind == .residual && $0.position == nil }
      #expect(last.count > 2)
      // The token vectors, and the residual stream at any depth, are all there is.
      for row in last {
        for effect in row.effects where effect.replacement != .zero {
          let sign = effect.replacement == .noising ? -1.0 : 1
          #expect(abs((effect.truth.value ?? .nan) - sign * difference) < 1e-3 * max(abs(difference), 1), "\(name), \(row.name)")
        }
      }
    }
  }

  /// For changes so small that nothing curves: a table of tokens that hardly differ.
  @Test func gradientsAreExactToFirstOrder() throws {
    let random = try TestModels.random()
    let model = try TestModels.replacing("token_emb.weight", in: random) { values in
      let width = 8
      for place in values.indices { values[place] = values[place % width] + 0.02 * values[place] }
    }
    let study = try AttributionStudy(model, on: few, methods: [.gradient, .edges])
    for table in [try #require(study.nodes), try #require(study.edges)] {
      let effects = table.rows.flatMap(\.effects).filter { $0.approximation == .attributionPatching }
      let size = effects.compactMap(\.truth.value).map(abs).max() ?? 0
      #expect(size > 0)
      for effect in effects {
        #expect(abs((effect.estimate.value ?? .nan) - (effect.truth.value ?? .nan)) < 0.05 * size)
      }
      for row in table.agreements where row.kind == nil && row.approximation == .attributionPatching {
        #expect((row.pearson.value ?? 0) > 0.99)
      }
    }
  }

  /// Behind the last nonlinearity the final norm is left, and behind that nothing: an edge to the logits is linear but for the norm.
  @Test func edgesAreThoseOfTheComputation() throws {
    let model = try Self.model("two layers, two heads")
    let table = try #require(try AttributionStudy(model, on: ProblemSuite(sums: [try Problem(15, 27)]), methods: [.edges]).edges)
    let names = Set(table.rows.map(\.name))
    // tokens to 12 readers of heads, 2 MLPs and the logits; heads of the first block to 6, 2 and 1; its MLP to 6, 1 and 1; and so on.
    #expect(names.count == 15 + 2 * 9 + 8 + 2 * 2 + 1)
    #expect(names.contains("L0H1 -> L1H0 key") && names.contains("L0H1 -> L0 MLP") && names.contains("L1 MLP -> logits"))
    #expect(!names.contains("L1H0 -> L0 MLP") && !names.contains("L0 MLP -> L0H0 query"))
    #expect(table.pairs == 1)
  }

  // MARK: Everything

  @Test func resultsDoNotDependOnThreads() throws {
    let (model, problems) = (try TestModels.microAdder(), ProblemSuite.carry(count: 36, seed: 2))
    let once = try AttributionStudy(model, on: problems, threads: 1)
    for threads in [2, 16] { #expect(try AttributionStudy(model, on: problems, threads: threads) == once) }
    #expect(once.source == problems.source && once.seed == 2)
  }

  @Test func methodsThatWereNotAskedForAreNotThere() throws {
    let study = try AttributionStudy(TestModels.microAdder(), on: few, methods: [.gradient])
    #expect(study.lens == nil && study.direct == nil && study.edges == nil && study.nodes?.completeness == nil)
    let approximations = Set(try #require(study.nodes).rows.flatMap { $0.effects.map(\.approximation) })
    #expect(approximations == [.attributionPatching, .gradientTimesInput])
  }

  @Test func whatCannotBeAttributedIsRefused() throws {
    let model = try TestModels.random()
    #expect(throws: AnalysisError.noProblems(suite: "none")) {
      try AttributionStudy(model, on: ProblemSuite(name: "none", problems: []))
    }
    let changed = try model.intervening(with: [Intervention(hook: "hook_embed", operation: .zero)])
    #expect(throws: AnalysisError.self) { try AttributionStudy(changed, on: few) }
    let diverged = try TestModels.replacing("ln_f.weight", in: model) { $0[0] = .infinity }
    #expect(throws: AnalysisError.self) { try AttributionStudy(diverged, on: few) }
  }

  @Test func progressCountsEveryMethod() throws {
    let seen = Seen()
    _ = try AttributionStudy(TestModels.random(), on: few, methods: [.lens, .gradient], threads: 1) { done, total in
      seen.add(done, total)
    }
    #expect(seen.values.last.map { $0 == (40, 40) } == true)
  }

  // MARK: Correlation

  @Test func correlationsAreThoseOfTheBooks() throws {
    #expect(abs(try #require(Correlation.pearson([1, 2, 3], [2, 4, 6])) - 1) < 1e-12)
    #expect(Correlation.pearson([1, 2], [2, 4]) == nil && Correlation.pearson([1, 1, 1], [1, 2, 3]) == nil)
    let value = try #require(Correlation.pearson([1, 2, 3, 4], [1, 3, 2, 5]))
    #expect(abs(value - 0.8315218406202999) < 1e-12)
    #expect(Correlation.ranks([3, 1, 3, 2]) == [2.5, 0, 2.5, 1])
    #expect(abs(try #require(Correlation.spearman([1, 2, 3, 4], [1, 10, 100, 1000])) - 1) < 1e-12)
  }
}

/// What progress was told, in order.
private final class Seen: Sendable {
  private let list = Mutex([(Int, Int)]())
  var values: [(Int, Int)] { list.withLock { $0 } }
  func add(_ done: Int, _ total: Int) { list.withLock { $0.append((done, total)) } }
}
