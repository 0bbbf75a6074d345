import Addition
import Checkpoints
import Interpretability
import ReferenceModels
import Testing

@testable import Figures

@Suite struct AttentionDifferenceTests {
  /// One format has the highest digit first, the other the lowest: the same keys stand elsewhere.
  @Test func keysAreMatchedByWhatStandsThere() throws {
    let problems = ProblemSuite.carry(count: 22, seed: 5)
    let a = try AttentionSummary(ShippedModel(name: "microadder-57p").checkpoint().model, on: problems)
    let b = try AttentionSummary(ShippedModel(name: "gptacc-777p").checkpoint().model, on: problems)
    let difference = AttentionDifference(a, b)
    #expect(difference.digits == (0...10).map { "Z\($0)" } && difference.names == ["L0H0"])
    #expect(Set(difference.keys) == Set(a.positionLabels).union(b.positionLabels))
    func weight(_ summary: AttentionSummary, _ place: Int, _ label: String) throws -> Double {
      let key = try #require(summary.positionLabels.firstIndex(of: label))
      return summary.heads[0].mean[summary.heads[0].digits[place].query][key]
    }
    for (place, label) in [(0, "X0"), (3, "Y2"), (7, "X7"), (10, "="), (10, "Z9")] {
      let column = try #require(difference.keys.firstIndex(of: label))
      #expect(difference.heads[0][place][column] == (try weight(a, place, label)) - (try weight(b, place, label)))
    }
    // Rows of either model sum to one, so their difference sums to nothing.
    for row in difference.heads[0] { #expect(abs(row.filter(\.isFinite).reduce(0, +)) < 1e-5) }
    // Z5 stands behind the query of Z2 in both.
    let later = try #require(difference.keys.firstIndex(of: "Z5"))
    #expect(difference.heads[0][2][later].isNaN)
  }

  @Test func aKeyThatOneModelLacksCountsAsNothing() throws {
    let problems = ProblemSuite.carry(count: 11, seed: 5)
    let a = try AttentionSummary(ShippedModel(name: "period12-20p").checkpoint().model, on: problems)
    let b = try AttentionSummary(ShippedModel(name: "microadder-57p").checkpoint().model, on: problems)
    let column = try #require(AttentionDifference(b, a).keys.firstIndex(of: "BOS"))
    let key = try #require(a.positionLabels.firstIndex(of: "BOS"))
    #expect(AttentionDifference(b, a).heads[0][0][column] == -a.heads[0].mean[a.heads[0].digits[0].query][key])
  }
}
