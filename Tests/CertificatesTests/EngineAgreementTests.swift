import Addition
import Testing
import Transformer

@testable import Certificates

/// The model as a proof sees it is the model that the engine runs.
@Suite struct EngineAgreementTests {
  @Test(arguments: RandomModels.architectures.map(\.name)) func marginsAreTheEngines(name: String) throws {
    let architecture = try #require(RandomModels.architectures.first { $0.name == name }).architecture
    let model = try RandomModels.model(architecture, seed: 3)
    let (engine, dissection) = (EngineRun(model), try Dissection(model))
    let suite = ProblemSuite.carry(count: 8, seed: 5)
    engine.run(suite.map { $0 })
    for (lane, problem) in suite.enumerated() {
      for place in 0...10 {
        let table = dissection.table(place, problem)
        let (margin, scale) = engine.margin(place, lane: lane)
        let own = dissection.margin(table, Operands(problem))
        #expect((own - margin).magnitude <= 1e-9 * max(scale, 1), "\(problem), Z\(place): \(own) for \(margin)")
      }
    }
  }

  /// Every sum's coordinates are in its cell's box, and the box is no larger than the sums at its ends.
  @Test(arguments: RandomModels.architectures.map(\.name)) func boxesHoldTheirSums(name: String) throws {
    let architecture = try #require(RandomModels.architectures.first { $0.name == name }).architecture
    let dissection = try Dissection(RandomModels.model(architecture, seed: 4))
    for (index, problem) in ProblemSuite.carry(count: 22, seed: 6).enumerated() {
      let place = index % 11
      let table = dissection.table(place, problem)
      let cell = Dissection.cell(place, Operands(problem))
      var reach = Reach(table)
      let found = reach.box(cell)
      let box = try #require(found)
      for (interval, own) in zip(box, reach.point(Operands(problem))) {
        #expect(interval.lower <= own.upper && own.lower <= interval.upper, "\(problem) at Z\(place)")
      }
      for (coordinate, interval) in box.enumerated() {
        let ends = [true, false].map { reach.extreme(coordinate, upwards: $0, over: cell) }
        let (top, bottom) = (reach.point(try #require(ends[0]))[coordinate], reach.point(try #require(ends[1]))[coordinate])
        let slack = 1e-9 * max(interval.magnitude, 1e-3)
        #expect(interval.upper - top.upper <= slack && bottom.lower - interval.lower <= slack, "\(interval): \(bottom) to \(top)")
        #expect(top.lower <= interval.upper && bottom.upper >= interval.lower)
      }
    }
  }
}
