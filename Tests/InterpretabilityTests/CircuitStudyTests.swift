import Addition
import Foundation
import Interpretability
import Testing
import Transformer

@Suite struct CircuitStudyTests {
  /// Problems a + 0, which planted models are made for.
  private static func copies(_ seed: UInt64, count: Int = 48) throws -> ProblemSuite {
    let problems = try ProblemSuite.uniform(count: count, seed: seed).map { try Problem($0.a, 0) }
    return ProblemSuite(name: "a + 0", problems: problems)
  }

  private static func study(
    _ model: Model, _ grain: CircuitGrain = .nodes, metric: Metric = .exact, threads: Int = 2
  ) throws -> CircuitStudy {
    try CircuitStudy(
      model, on: copies(7), plan: .init(grain: grain, metric: metric, threshold: 0.9), search: copies(8), reference: copies(9),
      threads: threads)
  }

  @Test(arguments: try PlantedCircuit.all) func findsThePlantedCircuit(_ planted: PlantedCircuit) throws {
    let study = try Self.study(planted.model, planted.grain)
    #expect(study.whole.value == 1 && study.ablated.value == 0)
    #expect(study.members.map(\.part.name) == planted.circuit)
    #expect(study.verdict.finding == .circuit, "\(study.verdict.sentence)")
    #expect(study.circuit?.value == 1 && study.faithfulness == 1)
    // With the circuit ablated nothing is left, and no member can be spared.
    #expect(study.remainder?.value == 0)
    for member in study.members { #expect(try #require(member.circuitWithout?.value) < 0.9, "\(member.part.name)") }
    // The best-ranked parts are the circuit: as many of them keep everything, one less does not.
    let curve = try #require(study.curve)
    #expect(curve.points.map(\.kept) == Array(0...study.rows.count))
    #expect(curve.points[study.members.count].faithfulness == 1 && curve.points[study.members.count - 1].faithfulness < 0.9)
  }

  @Test func areasFollowFromTheCurve() throws {
    let planted = try #require(try PlantedCircuit.all.first)
    let curve = try #require(try Self.study(planted.model).curve)
    // One node of three does it all: f is 0, 1, 1, 1.
    #expect(curve.points.map(\.faithfulness) == [0, 1, 1, 1])
    #expect(abs(curve.performanceRatio - 5.0 / 6) < 1e-12 && abs(curve.modelDistance - 1.0 / 6) < 1e-12)
  }

  @Test func saysThatNothingIsLocalisedWhereEverythingIsNeeded() throws {
    var planted = try PlantedModel(heads: 2, hidden: 10)
    try PlantedCircuit.relay(&planted, units: Array(0..<10))
    let study = try Self.study(planted.model)
    #expect(study.members.count == 11 && study.rows.count == 12)
    #expect(study.verdict.finding == .spread && study.verdict.sentence.hasPrefix("Nothing is localised: 11 of 12 nodes"))
  }

  @Test func saysThatAModelThatDoesNotAddDoesNot() throws {
    let study = try Self.study(try TestModels.random())
    #expect(study.verdict.finding == .noTask && study.members.isEmpty && study.curve == nil && study.circuit == nil)
    #expect(study.rows.count == 4 + 32)
  }

  @Test func saysThatTheWorkIsDoneElsewhere() throws {
    var planted = try PlantedModel()
    try planted.plantConstant()
    let zeros = ProblemSuite(name: "zeros", problems: [Problem](repeating: try Problem(0, 0), count: 96))
    let study = try CircuitStudy(planted.model, on: zeros, search: zeros, reference: Self.copies(9))
    #expect(study.verdict.finding == .elsewhere && study.members.isEmpty)
  }

  /// A mean is asked for by faithfulness, and a divergence is good when low.
  @Test(arguments: [Metric.digits, .loss, .divergence]) func anyMetricFindsTheHead(_ metric: Metric) throws {
    let planted = try #require(try PlantedCircuit.all.first { $0.name == "the second head works" })
    let study = try Self.study(planted.model, metric: metric)
    #expect(study.members.map(\.part.name) == ["L0H1"])
    #expect(try abs(#require(study.faithfulness) - 1) < 1e-6)
  }

  @Test func threadsChangeNothing() throws {
    let planted = try #require(try PlantedCircuit.all.last)
    let one = try Self.study(planted.model, .edges, metric: .loss, threads: 1)
    #expect(try Self.study(planted.model, .edges, metric: .loss, threads: 3) == one)
    let data = try JSONEncoder().encode(one)
    #expect(try JSONDecoder().decode(CircuitStudy.self, from: data) == one)
    #expect(Set(one.table.rows.map(\.count)) == [one.table.columns.count])
  }

  @Test func refusesWhatCannotBeTold() throws {
    let model = try PlantedModel().model
    #expect(throws: AnalysisError.self) { try CircuitStudy(model, on: .carry(count: 1)) }
    #expect(throws: AnalysisError.self) { try CircuitStudy(model, on: .carry(count: 0)) }
    #expect(throws: AnalysisError.self) { try CircuitStudy(model, plan: .init(threshold: 1)) }
    let changed = try model.intervening(with: [Intervention(hook: "blocks.0.hook_mlp_out", operation: .zero)])
    #expect(throws: AnalysisError.self) { try CircuitStudy(changed, plan: .init(grain: .edges)) }
  }
}
