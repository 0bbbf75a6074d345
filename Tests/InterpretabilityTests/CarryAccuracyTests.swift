import Addition
import Interpretability
import Testing
import Transformer

@Suite struct CarryAccuracyTests {
  @Test func addsUpToTheEvaluation() throws {
    let model = try TestModels.copy()
    let some = ProblemSuite.carry(count: 110, seed: 2).map { $0 }
    let test = ProblemSuite(name: "mixed", problems: try some + TestModels.withoutAddendProblems(40))
    let accuracy = try CarryAccuracy(model, on: test, threads: 2)
    #expect(accuracy.overall == model.evaluate(test).accuracy)
    #expect(accuracy.rows.map(\.longestChain) == Array(0...10))
    // Ten of each chain, and the problems without an addend, which all have chain 0.
    #expect(accuracy.rows.map(\.accuracy.total) == [50] + [Int](repeating: 10, count: 10))
    #expect(accuracy.rows[0].accuracy.count >= 40)
    #expect(try CarryAccuracy(model, on: test) == accuracy)
  }
}
