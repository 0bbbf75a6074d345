import Addition
import Interpretability
import Testing
import Transformer

@Suite struct NeuronResponsesTests {
  /// Counted here from the activations, one by one.
  @Test func responsesAreThoseOfTheActivations() throws {
    let model = try TestModels.random()
    let suite = ProblemSuite.carry(count: 44, seed: 4)
    let study = try NeuronResponses(model, on: suite, threads: 2)
    #expect(study.units.map(\.name) == (0...1).flatMap { layer in (0..<16).map { "L\(layer) unit \($0)" } })
    let cache = try model.run(suite, hooks: "blocks.*.mlp.hook_post")
    let format = model.architecture.format
    for (layer, unit) in [(0, 0), (0, 15), (1, 7)] {
      let post = try #require(cache["blocks.\(layer).mlp.hook_post"])
      var values: [[Double]] = Array(repeating: [], count: 38)
      for (index, problem) in suite.enumerated() {
        for place in 0..<10 {
          let sum = Int(problem.aDigits[place]) + Int(problem.bDigits[place])
          let group = sum + (Carries(problem).carryIn(place) ? 19 : 0)
          values[group].append(Double(post[index, format.query(answerDigit: place), unit]))
        }
      }
      let found = try #require(study.units.first { $0.layer == layer && $0.unit == unit })
      var within = 0.0
      for (group, values) in values.enumerated() {
        let response = found.responses[group]
        #expect(response.digitSum == group % 19 && response.hasCarry == (group >= 19) && response.count == values.count)
        guard !values.isEmpty else { continue }
        let mean = values.reduce(0, +) / Double(values.count)
        #expect(abs(response.mean - mean) < 1e-9 && response.least == values.min() && response.greatest == values.max())
        within += values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      }
      let all = Array(values.joined())
      let mean = all.reduce(0, +) / Double(all.count)
      let total = all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      #expect(abs((found.explained ?? 0) - (1 - within / total)) < 1e-6)
    }
    #expect(try NeuronResponses(model, on: suite, threads: 1) == study)
    #expect(study.table.rows.count == study.units.reduce(0) { $0 + $1.responses.count { $0.count > 0 } })
  }

  @Test func aUnitThatDoesNotMoveExplainsNothing() throws {
    let model = try TestModels.copy()
    let study = try NeuronResponses(model, on: .carry(count: 11, seed: 1))
    #expect(study.units.allSatisfy { $0.explained == nil && $0.range == 0 })
  }

  @Test func nothingToLookAtIsAnError() throws {
    #expect(throws: AnalysisError.noProblems(suite: "none")) {
      try NeuronResponses(TestModels.copy(), on: ProblemSuite(name: "none", problems: []))
    }
  }
}
