import Addition
import Checkpoints
import Foundation
import ReferenceModels
import Testing
import Transformer

@testable import Interpretability

@Suite struct ProbeStudyTests {
  /// The copying model brings X_i to the query of digit i, and nothing of Y_i: its residual stream holds the one and not the other.
  @Test func findsWhatTheCopyingModelHolds() throws {
    let model = try TestModels.copy()
    let hook = try #require(model.program.hook("blocks.0.hook_attn_out"))
    let study = try ProbeStudy(
      model, on: .uniform(count: 400, seed: 5), labels: [.first, .second], hooks: [hook], training: .uniform(count: 800, seed: 6))
    #expect(study.rows.count == 20)
    // Even random weights may lead some digit there.
    #expect(study.rows(of: .first).count { $0.isClaimed && $0.lead > 0.4 } >= 9)
    for row in study.rows(of: .first) {
      #expect(row.accuracy == Proportion(400, of: 400) && row.balanced.rate == 1, "\(row.place)")
    }
    for row in study.rows(of: .second) { #expect(!row.isClaimed && row.removal == nil, "\(row.place)") }
  }

  /// On sums a + 0, X_i is the answer. Beside it the stream holds the token at the query, which the answer needs not.
  @Test func takingOutTheOnlyRouteTakesTheAnswer() throws {
    let model = try TestModels.copy(repeatsToken: true)
    let hook = try #require(model.program.hook("blocks.0.hook_resid_post"))
    func removals(_ model: Model) throws -> [DirectionRemoval] {
      let plan = try ProbePlan(
        model.program, hooks: [hook], positions: (1..<10).map { model.architecture.format.query(answerDigit: $0) },
        labels: [.digit], training: ProblemSuite(name: "a + 0", problems: Self.sumsWithZero(800)),
        test: TestModels.withoutAddend(300), kind: .linear, seed: 1)
      let probes = try plan.outcomes(of: model, isControl: false) {}.map(\.probe)
      return try plan.removals(of: model, probes: probes, threads: 2).map(\.removal)
    }
    let found = try removals(model)
    #expect(found.count == 9)
    for removal in found {
      #expect(removal.verdict == .used && removal.before == Proportion(300, of: 300))
      #expect(try #require(removal.after.rate) < 0.4)
      #expect(try #require(removal.control?.rate) > 0.9)
    }
    // Where nothing reads the stream any more, it is still there.
    let mute = try TestModels.replacing("ln_f.weight", in: model) { $0 = $0.map { _ in 0 } }
    for removal in try removals(mute) { #expect(removal.verdict == .unused && removal.before == removal.after) }
  }

  private static func sumsWithZero(_ count: Int) throws -> [Problem] {
    try ProblemSuite.uniform(count: count, seed: 8).map { try Problem($0.a, 0) }
  }

  /// Models of two families before training, none of which has learned anything.
  @Test(arguments: [false, true], [UInt64(3), 4, 5, 6]) func randomModelsHoldNothing(isSplit: Bool, seed: UInt64) throws {
    let model = try isSplit ? TestModels.microAdder(seed: seed) : TestModels.random(seed: seed)
    let hooks = try model.program.hooks(matching: "blocks.0.{hook_attn_out,hook_resid_mid,hook_resid_post}")
    let study = try ProbeStudy(
      model, on: .carry(count: 330), labels: [.carry, .sum, .digit], hooks: hooks, training: .carry(count: 660, seed: 9))
    #expect(study.rows.count == 3 * 31)
    #expect(study.rows.allSatisfy { !$0.isClaimed && $0.removal == nil })
    // Yet a good deal can be read: the controls are what keeps it from being claimed.
    #expect(study.rows.contains { ProbeClaims.isAbove($0.accuracy, $0.majority, deviate: study.deviate) })
  }

  @Test func shuffledLabelsAreGuessed() throws {
    let study = try ProbeStudy(TestModels.random(), on: .carry(count: 660), controls: 1)
    for row in study.rows {
      #expect(!ProbeClaims.isAbove(row.shuffled, row.majority, deviate: study.deviate), "\(row.label) \(row.hook) \(row.place)")
    }
  }

  @Test(arguments: ["microadder-57p", "gptacc-777p"]) func trainedModelsHoldSumAndAnswer(name: String) throws {
    let model = try Checkpoint.read(ShippedModel.folder + "/" + name).model
    let hooks = try model.program.hooks(matching: "blocks.0.{hook_resid_pre,hook_attn_out,hook_resid_post}")
    let study = try ProbeStudy(model, on: .carry(count: 550), labels: [.sum, .digit], hooks: hooks)
    func claimed(_ label: ProbeLabel, _ hook: String) -> [ProbeStudy.Row] {
      study.rows(of: label).filter { $0.hook == "blocks.0.\(hook)" && $0.isClaimed }
    }
    #expect(claimed(.sum, "hook_attn_out").count == 10)
    #expect(claimed(.digit, "hook_attn_out").count <= 1)
    let answers = claimed(.digit, "hook_resid_post")
    #expect(answers.count >= 10 && answers.prefix(10).allSatisfy { $0.removal?.verdict == .used })
    // Before attention there is only the last digit's token.
    #expect(claimed(.sum, "hook_resid_pre").isEmpty && claimed(.digit, "hook_resid_pre").isEmpty)
  }

  /// In the smallest model, attention leaves the answer in no linear form, but nothing is missing.
  @Test func aHiddenLayerReadsWhatIsNotLinear() throws {
    let model = try Checkpoint.read(ShippedModel.folder + "/microadder-57p").model
    let hook = try #require(model.program.hook("blocks.0.hook_resid_mid"))
    let position = [model.architecture.format.query(answerDigit: 3)]
    let rows = try [ProbeKind.linear, .shallow].map { kind in
      let study = try ProbeStudy(model, on: .carry(count: 550), labels: [.digit], hooks: [hook], positions: position, kind: kind)
      return try #require(study.rows.first)
    }
    #expect(!rows[0].isClaimed && rows[1].isClaimed && rows[1].removal == nil)
    #expect(try #require(rows[1].accuracy.rate) > 0.95)
  }

  @Test func threadsChangeNoBit() throws {
    let model = try TestModels.microAdder()
    func study(threads: Int) throws -> ProbeStudy {
      try ProbeStudy(model, on: .carry(count: 110), training: .carry(count: 220, seed: 2), controls: 4, threads: threads)
    }
    let one = try study(threads: 1)
    for threads in [2, 16] { #expect(try study(threads: threads) == one) }
    #expect(one.rows(of: .digit).prefix(11).map(one.name) == (0...10).map { "Z\($0)" })
    let data = try JSONEncoder().encode(one)
    #expect(try JSONDecoder().decode(ProbeStudy.self, from: data) == one)
    #expect(one.table.rows.count == one.rows.count)
  }

  /// Scores mask the future, patterns vary in nothing, heads have features of their own.
  @Test func everyHookCanBeProbed() throws {
    let model = try TestModels.random()
    for kind in ProbeKind.allCases {
      let study = try ProbeStudy(
        model, on: .carry(count: 55), labels: [.carry], hooks: model.program.hooks, positions: [3, 22, 25], kind: kind,
        training: .carry(count: 110, seed: 2), controls: 1)
      #expect(Set(study.rows.map(\.hook)) == Set(model.program.hooks.map(\.name)))
      #expect(study.rows.allSatisfy { $0.dimensions <= $0.features + (kind == .linear ? 0 : HiddenLayer.units) })
      #expect(study.rows.first { $0.hook == "hook_pos_embed" }?.dimensions == 0)
    }
  }

  @Test func whatCannotBeAskedIsRefused() throws {
    let model = try TestModels.random()
    let plus = try #require(model.architecture.format.positionLabels.firstIndex(of: "+"))
    #expect(throws: AnalysisError.self) { try ProbeStudy(model, on: .carry(count: 22), positions: [plus]) }
    let units = [model.architecture.format.query(answerDigit: 0)]
    #expect(throws: AnalysisError.self) { try ProbeStudy(model, on: .carry(count: 22), labels: [.carry], positions: units) }
    #expect(throws: AnalysisError.self) { try ProbeStudy(model, on: .carry(count: 0)) }
    #expect(throws: AnalysisError.self) { try ProbeStudy(model, on: .uniform(count: 1 << 40, seed: 1)) }
    // One sum is enough to ask, and never to claim.
    let one = try ProbeStudy(model, on: ProblemSuite(sums: [Problem(1, 2)]), labels: [.carry], controls: 1)
    #expect(!one.rows.isEmpty && one.rows.allSatisfy { !$0.isClaimed && $0.accuracy.total == 1 })
  }
}
