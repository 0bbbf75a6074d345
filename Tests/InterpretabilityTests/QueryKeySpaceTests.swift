import Addition
import Interpretability
import Testing
import Transformer

@Suite struct QueryKeySpaceTests {
  /// Means of the activations themselves, counted by hand.
  @Test(arguments: [GeometryStudyTests.architectures[2], GeometryStudyTests.architectures[5]])
  func scoresAndVectorsAreMeansOfActivations(architecture: Architecture) throws {
    let (model, problems) = (try GeometryStudyTests.model(architecture), ProblemSuite.carry(count: 22, seed: 3))
    let study = try GeometryStudy(model, on: problems, draws: 1)
    let cache = try model.run(problems)
    let (format, suffix) = (architecture.format, architecture.attention.rotary == nil ? "" : "rot_")
    for head in study.queryKey {
      let name = "blocks.\(head.layer).attn.hook_"
      let (scores, keys) = (try #require(cache[name + "attn_scores"]), try #require(cache[name + suffix + "k"]))
      for (index, role) in KeyRole.allCases.enumerated() {
        var (sum, excess) = (0.0, 0.0)
        for problem in 0..<22 {
          var own: [(score: Double, excess: Double)] = []
          for digit in 0..<format.answerLength {
            let query = format.query(answerDigit: digit)
            let row = (0...query).map { Double(scores[problem, head.head, query, $0]) }
            let mean = row.reduce(0, +) / Double(row.count)
            for key in 0...query where KeyRole(key: key, answerDigit: digit, format: format) == role {
              own.append((row[key], row[key] - mean))
            }
          }
          sum += own.reduce(0) { $0 + $1.score } / Double(own.count)
          excess += own.reduce(0) { $0 + $1.excess } / Double(own.count)
        }
        let found = head.roles[index]
        #expect(found.role == role && found.score.count == 22)
        #expect(try abs(#require(found.score.value) - sum / 22) < 1e-6)
        #expect(try abs(#require(found.excess.value) - excess / 22) < 1e-6)
        #expect(try #require(found.score.lower) <= sum / 22 + 1e-9)
      }
      let keyHead = head.head * architecture.keyValueHeads / architecture.attention.heads
      for position in [0, 11, 30] {
        let mean = (0..<22).reduce(0) { $0 + Double(keys[$1, position, keyHead, 1]) } / 22
        #expect(abs(head.keys[position][1] - mean) < 1e-6)
      }
    }
  }

  /// Queries and keys of a split stream whose digits are equally long depend on the position alone; random summed ones do not.
  @Test func saysWhatPositionDecides() throws {
    let split = try GeometryStudy(TestModels.microAdder(), on: .carry(count: 33), draws: 1).queryKey[0]
    #expect(try abs(#require(split.queryVarianceOfPosition) - 1) < 1e-6)
    #expect(try abs(#require(split.keyVarianceOfPosition) - 1) < 1e-6)
    let summed = try GeometryStudy(GeometryStudyTests.model(.gptAcc(width: 8, hidden: 2)), on: .carry(count: 33), draws: 1)
    let share = try #require(summed.queryKey[0].queryVarianceOfPosition)
    #expect(share > 0.05 && share < 0.9)
  }

  /// Where all tokens are alike, a rotary score depends on the distance alone, and is what the formula makes of it.
  @Test func rotaryScoresFollowTheDistance() throws {
    var model = try GeometryStudyTests.model(GeometryStudyTests.architectures[5])
    model = try TestModels.replacing("model.embed_tokens.weight", in: model) { table in
      for index in table.indices { table[index] = [0.3, -1, 0.7, 0.2, 1.1][index % 5] }
    }
    let study = try GeometryStudy(model, on: .carry(count: 22), draws: 1)
    for head in study.queryKey {
      #expect(head.offsets.count == study.positionLabels.count)
      let scores = head.offsets.map(\.ofMeans)
      #expect((scores.max() ?? 0) - (scores.min() ?? 0) > 0.1)
      for row in head.offsets { #expect(try abs(#require(row.score.value) - row.ofMeans) < 1e-4, "\(row)") }
    }
  }
}
