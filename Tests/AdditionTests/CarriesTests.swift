import Addition
import Testing

@Suite struct CarriesTests {
  /// Addition as taught at school, place by place.
  struct School {
    var kinds: [CarryKind] = []
    var carryIn: [Bool] = [false]
    var chainInto: [Int] = [0]

    init(_ problem: Problem) {
      for (a, b) in zip(problem.aDigits, problem.bDigits) {
        let kind: CarryKind = a + b < 9 ? .kill : a + b == 9 ? .propagate : .generate
        kinds.append(kind)
        let running = chainInto.last ?? 0
        let carries = a + b + (running > 0 ? 1 : 0) >= 10
        carryIn.append(carries)
        chainInto.append(carries ? (kind == .generate ? 1 : running + 1) : 0)
      }
    }
  }

  static func problems() -> [Problem] {
    var random = RandomStream(seed: 7, purpose: .analysis)
    let uniform = ProblemSuite.uniform(count: 2_000, seed: 3)
    let carry = ProblemSuite.carry(count: 2_200, seed: 3)
    let patterns = CarryPattern.allCases.flatMap { pattern in
      (0..<200).map { _ in pattern.problem(.all, &random) }
    }
    return Array(ProblemSuite.adderBoard.prefix(10)) + uniform + carry + patterns
  }

  @Test func agreesWithSchoolAddition() {
    for problem in Self.problems() {
      let (carries, school) = (Carries(problem), School(problem))
      let places = 0..<Problem.operandDigits
      #expect(places.map(carries.kind) == school.kinds, "\(problem)")
      #expect((0..<Problem.sumDigits).map(carries.carryIn) == school.carryIn, "\(problem)")
      #expect((0..<Problem.sumDigits).map(carries.chain(into:)) == school.chainInto, "\(problem)")
      #expect(carries.longestChain == school.chainInto.max(), "\(problem)")
      #expect(carries.count == school.carryIn.count { $0 }, "\(problem)")
      #expect(carries.generating & carries.propagating == 0)
      #expect(carries.outgoing & carries.generating == carries.generating)
    }
  }

  @Test func digitsFollowFromTheCarries() {
    for problem in Self.problems().prefix(3_000) {
      let carries = Carries(problem)
      for place in 0..<Problem.operandDigits {
        let digit = (problem.aDigits[place] + problem.bDigits[place] + (carries.carryIn(place) ? 1 : 0)) % 10
        #expect(problem.sumDigits[place] == digit)
      }
      #expect(problem.sumDigits[10] == (carries.carryIn(10) ? 1 : 0))
    }
  }

  @Test(
    arguments: [
      (0, 0, 0, 0), (9_999_999_999, 1, 10, 10), (5_555_555_555, 5_555_555_555, 10, 1), (9_999_999_999, 0, 0, 0),
      (9_999_999_999, 9_999_999_999, 10, 1), (1_111_111_111, 8_888_888_889, 10, 10), (5, 5, 1, 1), (95, 5, 2, 2),
      (1_095, 5, 2, 2), (9_500_000_000, 500_000_000, 2, 2), (9_955, 45, 4, 4), (1_995_095, 5_005, 5, 3),
    ] as [(UInt64, UInt64, Int, Int)])
  func knownChains(a: UInt64, b: UInt64, count: Int, longest: Int) throws {
    let problem = try Problem(a, b)
    let carries = Carries(problem)
    #expect(carries.longestChain == longest, "\(problem)")
    #expect(carries.count == count, "\(problem)")
  }
}
