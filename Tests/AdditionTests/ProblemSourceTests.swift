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
      #expect(suite.companion.name == "carry" && suite.companion.seed != nil)
    }
    #expect(ProblemSuite(name: "mine", problems: [try Problem(1, 2)]).companion.count == 1)
    // One sum has too little company in one other.
    #expect(ProblemSuite(sums: [try Problem(1, 2)]).companion.count == 2000)
    let board = SuiteKind.adderboard.suite(count: 5, seed: 5)
    #expect(board.source.count == 10_010 && board.count == 10_010 && board.seed == nil)
    #expect(board.companion.name == "carry")
  }

  @Test func saysWhereItsProblemsCameFrom() {
    #expect(ProblemSuite.carry(count: 20, seed: 3).source.description == "20 problems of suite carry, seed 3")
    #expect(ProblemSuite.carry(count: 2000).source.description == "2,000 problems of suite carry, seed 1")
    #expect(ProblemSuite.carry(count: 1).source.description == "1 problem of suite carry, seed 1")
    #expect(ProblemSuite(name: "mine", problems: []).source.description == "0 problems of suite mine")
    #expect(ProblemSource.file("some/sums.csv").description == "the problems of sums.csv")
    #expect(ProblemSource.file("-", count: 1).description == "1 problem of standard input")
  }

  @Test func namesSumsOneByOneIfTheyAreFew() throws {
    let sums = try (1...5).map { try Problem($0, 2) }
    #expect(ProblemSource.sums([sums[0]]).description == "the sum 1 + 2")
    #expect(ProblemSource.sums(Array(sums[0..<2])).description == "the sums 1 + 2, 2 + 2")
    #expect(ProblemSource.sums(sums).description == "5 given sums")
  }

  @Test func saysWhatCannotBeSharedOut() {
    for source in [ProblemSource.carry(count: 22, seed: 1), .carry(count: 0, seed: 1), .uniform(count: 5, seed: 1), .adderBoard] {
      #expect(source.note == nil)
    }
    #expect(
      ProblemSource.carry(count: 2000, seed: 1).note == "2,000 is no multiple of 11: carry chains of lengths 0 to 8 have one "
        + "problem more than the others; 1,991 or 2,002 would be shared out evenly")
    #expect(ProblemSource.carry(count: 12, seed: 1).note?.contains("of length 0 have one problem more") == true)
    #expect(ProblemSource.carry(count: 5, seed: 1).note?.hasSuffix("the others; 11 would be shared out evenly") == true)
    // What the note says is so.
    let chains = ProblemSuite.carry(count: 2000).map { Carries($0).longestChain }
    let counts = (0...10).map { length in chains.count { $0 == length } }
    #expect(counts == [Int](repeating: 182, count: 9) + [181, 181])
  }

  @Test func isTheSameAfterJSON() throws {
    let sources: [ProblemSource] = [
      .adderBoard, .uniform(count: 7, seed: .max), .carry(count: 0, seed: 3), .list(name: "carry", count: 3),
      .sums([try Problem(1, 2), try Problem(9_999_999_999, 0)]), .file("a/b.csv"), .file("-", count: 12),
    ]
    for source in sources {
      #expect(try JSONDecoder().decode(ProblemSource.self, from: JSONEncoder().encode(source)) == source)
    }
  }

  @Test(arguments: [
    #"{"suite": "carry"}"#, #"{"suite": "carry", "problems": -1}"#, #"{"suite": "carrie", "problems": 1}"#, "{}",
    #"{"suite": "uniform", "problems": 1, "seed": -1}"#, #"{"sums": [{"a": 1}]}"#, #"{"sums": [{"a": 1, "b": 10000000000}]}"#,
    #"{"suite": "carry", "problems": 9223372036854775807}"#, #"{"list": "mine"}"#, #"{"file": 3}"#,
    #"{"file": "a", "problems": -2}"#,
  ])
  func refuses(_ json: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(ProblemSource.self, from: Data(json.utf8)) }
  }
}
