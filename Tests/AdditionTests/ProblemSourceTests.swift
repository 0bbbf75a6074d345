import Addition
import Foundation
import Testing

@Suite struct ProblemSourceTests {
  @Test func aCompanionIsOfTheSameKindAndOtherProblems() {
    let suite = ProblemSuite.uniform(count: 50, seed: 9)
    let companion = suite.companion
    #expect(companion.name == "uniform" && companion.count == 50)
    #expect(companion.seed != 9)
    #expect(Set(suite).isDisjoint(with: companion))
    #expect(suite.companion.source == companion.source && companion.source == suite.source.companion)
  }

  @Test func aFixedListIsAccompaniedByCarries() throws {
    for suite in [ProblemSuite(name: "mine", problems: [try Problem(1, 2)]), ProblemSuite(sums: [try Problem(1, 2)])] {
      #expect(suite.companion.name == "carry" && suite.companion.seed != nil && suite.companion.count == 1)
    }
    let board = SuiteKind.adderboard.suite(count: 5, seed: 5)
    #expect(board.source.count == 10_010 && board.count == 10_010 && board.seed == nil)
    #expect(board.companion.name == "carry")
  }

  @Test func saysWhereItsProblemsCameFrom() {
    #expect(ProblemSuite.carry(count: 20, seed: 3).source.description == "20 problems of suite carry, seed 3")
    #expect(ProblemSuite.carry(count: 2000).source.description == "2,000 problems of suite carry, seed 1")
    #expect(ProblemSuite.carry(count: 1).source.description == "1 problem of suite carry, seed 1")
    #expect(ProblemSuite(name: "mine", problems: []).source.description == "0 problems of suite mine")
  }

  @Test func isTheSameAfterJSON() throws {
    let sources: [ProblemSource] = [
      .adderBoard, .uniform(count: 7, seed: .max), .carry(count: 0, seed: 3), .list(name: "carry", count: 3),
      .sums([try Problem(1, 2), try Problem(9_999_999_999, 0)]),
    ]
    for source in sources {
      #expect(try JSONDecoder().decode(ProblemSource.self, from: JSONEncoder().encode(source)) == source)
    }
  }

  @Test(arguments: [
    #"{"suite": "carry"}"#, #"{"suite": "carry", "problems": -1}"#, #"{"suite": "carrie", "problems": 1}"#, "{}",
    #"{"suite": "uniform", "problems": 1, "seed": -1}"#, #"{"sums": [{"a": 1}]}"#, #"{"sums": [{"a": 1, "b": 10000000000}]}"#,
    #"{"list": "mine"}"#,
  ])
  func refuses(_ json: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(ProblemSource.self, from: Data(json.utf8)) }
  }
}
