import Addition
import Checkpoints
import Interpretability
import ReferenceModels
import Testing
import Transformer

@Suite struct ResidualPathTests {
  /// The stream's end is put where a cell of the grid is, by an intervention, and the same token must win.
  @Test(arguments: ["microadder-57p", "gptacc-777p"]) func winnersAreThoseOfAnInterventionThere(name: String) throws {
    let model = try ShippedModel(name: name).checkpoint().model
    let problem = try Problem(4_827_156_093, 1_372_843_958)
    let (columns, rows) = (9, 7)
    let path = try ResidualPath(model, of: problem, columns: columns, rows: rows)
    #expect(path.stages == ["in", "after attention", "after MLP"])
    let hook = "blocks.0.hook_resid_post"
    let suite = ProblemSuite(sums: [problem])
    let cache = try model.run(suite, hooks: hook)
    for place in [0, 4, 10] {
      let query = model.architecture.format.query(answerDigit: place)
      let stream = (0..<path.plane.origin.count).map { Double(cache[hook]?[0, query, $0] ?? .nan) }
      let end = path.plane.coordinates(stream)
      #expect(zip(end, try #require(path.places[place].points.last)).allSatisfy { abs($0 - $1) < 1e-9 })
      #expect(path.places[place].predicted == Int(problem.sumDigits[place]))
      for (row, column) in [(0, 0), (3, 4), (6, 8), (2, 7)] {
        func at(_ range: ClosedRange<Double>, _ index: Int, _ count: Int) -> Double {
          range.lowerBound + (range.upperBound - range.lowerBound) * (Double(index) + 0.5) / Double(count)
        }
        let moves = [at(path.xRange, column, columns) - end[0], at(path.yRange, row, rows) - end[1]]
        let step = stream.indices.map { Float(moves[0] * path.plane.axes[0][$0] + moves[1] * path.plane.axes[1][$0]) }
        let moved = try model.intervening(with: [
          Intervention(hook: hook, positions: [query], features: Array(stream.indices), operation: .add(step))
        ])
        let logits = try #require(try moved.run(suite, hooks: "logits")["logits"])
        let scores = (0..<path.tokens.count).map { logits[0, query, $0] }
        #expect(path.places[place].winners[row][column] == scores.indices.max { scores[$0] < scores[$1] })
      }
    }
    #expect(path.table.rows.count == 33)
  }

  @Test func aStreamOfTwoBlocksHasFiveStages() throws {
    let path = try ResidualPath(TestModels.random(), of: Problem(1, 2), columns: 4, rows: 3)
    #expect(path.stages == ["in", "L0 after attention", "L0 after MLP", "L1 after attention", "L1 after MLP"])
    #expect(path.places.count == 11 && path.places.allSatisfy { $0.winners.count == 3 && $0.winners[0].count == 4 })
  }
}
