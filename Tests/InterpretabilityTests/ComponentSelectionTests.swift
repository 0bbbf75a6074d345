import Addition
import Interpretability
import Testing
import Transformer

@Suite struct ComponentSelectionTests {
  @Test func pairsAreEveryTwoOnce() throws {
    let heads = Component.all(of: try TestModels.random().program, groups: [.head, .unit])
    let pairs = Component.pairs(of: heads)
    #expect(pairs.count == heads.count * (heads.count - 1) / 2)
    #expect(Set(pairs.map { Set($0.members) }).count == pairs.count)
    #expect(pairs.allSatisfy { $0.parts.count == 2 && $0.group == .pair })
  }

  @Test func positionsAreThoseOfTheParts() throws {
    let program = try TestModels.random().program
    let head = try #require(Component.all(of: program, groups: [.head]).first)
    let here = try #require(head.at(position: 5, label: "X5"))
    #expect(here.parts.map(\.positions) == [[5]] && here.members == [head.name] && here.position == 5)
    // An edge has queries where the answer is written, and none in the operands.
    let edge = try #require(Component.all(of: program, groups: [.edge]).first)
    #expect(edge.at(position: 5, label: "X5") == nil)
    let query = program.architecture.format.query(answerDigit: 3)
    #expect(edge.at(position: query, label: "Z2")?.parts.map(\.positions) == [[query]])
  }

  /// What is taken out at all positions one by one is, together, what is taken out at once: so a pair of a head and itself at one
  /// position changes no more than the head.
  @Test func pairsTakeOutBoth() throws {
    let model = try TestModels.copy()
    let components = Component.all(of: model.program, groups: [.head, .unit])
    let test = try TestModels.withoutAddend(64)
    let study = try AblationStudy(model, on: test, components: components + Component.pairs(of: components), ablations: [.zero])
    for row in study.rows where row.component.group == .pair {
      let hasHead = row.component.members.contains("L0H0")
      #expect(row.accuracy.exact.count == (hasHead ? 0 : 64), "\(row.component.name)")
    }
  }

  @Test func fixedAtZeroIsZeroAndFixedAtTheMeanIsTheMean() throws {
    let model = try TestModels.copy()
    let test = try TestModels.withoutAddend(64)
    let units = Component.all(of: model.program, groups: [.head])
    let study = try AblationStudy(model, on: test, components: units, ablations: [.zero, .fixed], fixedValue: 0)
    #expect(study.rows[0].accuracy == study.rows[1].accuracy && study.rows[0].accuracy.exact.count == 0)
  }

  @Test func theTableHasEveryNumber() throws {
    let model = try TestModels.copy()
    let plan = MeasurementPlan(metrics: [.exact, .loss], groupings: [.carry, .chain])
    let study = try AblationStudy(
      model, on: .carry(count: 44), components: Component.all(of: model.program, groups: [.unit]), ablations: [.zero], plan: plan)
    // Whole answers, by place and carry, exact by chain, the loss of all, by carry and by chain.
    let perRow = 1 + 22 + 11 + 1 + 2 + 11
    #expect(study.table.rows.count == perRow * (1 + study.rows.count))
    let lines = study.table.csv.split(separator: "\n")
    #expect(lines.count == study.table.rows.count + 1)
    #expect(lines.allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count == 13 })
  }
}
