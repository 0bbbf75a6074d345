import Addition
import Interpretability
import Testing

@Suite struct TestSetTests {
  @Test func aCompanionIsOfTheSameKindAndOtherProblems() {
    let test = TestSet(.uniform, count: 50, seed: 9)
    let companion = test.companion()
    #expect(companion.source.suite == "uniform" && companion.source.problems == 50)
    #expect(companion.source.seed != 9)
    #expect(Set(test.problems).isDisjoint(with: companion.problems))
    #expect(test.companion().source == companion.source)
  }

  @Test func aFixedListIsAccompaniedByCarries() throws {
    let companion = TestSet(name: "mine", problems: [try Problem(1, 2)]).companion()
    #expect(companion.source.suite == "carry" && companion.source.seed != nil)
    let board = TestSet(.adderboard, count: 5, seed: 5)
    #expect(board.source.problems == 10_010 && board.source.seed == nil)
    #expect(board.companion().source.suite == "carry")
  }

  @Test func saysWhereItsProblemsCameFrom() {
    #expect(TestSet.carry(count: 20, seed: 3).source.description == "20 problems of suite carry, seed 3")
    #expect(TestSet.carry(count: 2000).source.description == "2,000 problems of suite carry, seed 1")
    #expect(TestSet.carry(count: 1).source.description == "1 problem of suite carry, seed 1")
    #expect(TestSet(name: "mine", problems: []).source.description == "0 problems of suite mine")
  }
}
