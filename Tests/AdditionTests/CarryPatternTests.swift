import Addition
import Testing

@Suite struct CarryPatternTests {
  static func power(_ exponent: Int) -> UInt64 { (0..<exponent).reduce(1) { product, _ in product * 10 } }

  static func draws(_ pattern: CarryPattern, length: Int, count: Int = 500) throws -> [Problem] {
    let digits = try DigitRange(length, length)
    return (0..<count).map { index in
      var random = RandomStream(seed: 11, purpose: .analysis, step: length, index: index)
      return pattern.problem(digits, &random)
    }
  }

  @Test(arguments: 1...10)
  func singleCarriesOnce(length: Int) throws {
    var places: Set<UInt16> = []
    for problem in try Self.draws(.single, length: length) {
      let carries = Carries(problem)
      #expect(max(problem.a, problem.b) < Self.power(length))
      #expect(carries.count == 1)
      #expect(carries.longestChain == 1)
      #expect(carries.propagating == 0)
      places.insert(carries.generating)
      for place in 0..<length {
        let pair = (problem.aDigits[place], problem.bDigits[place])
        #expect(carries.kind(place) == .generate ? pair.0 >= 5 && pair.1 >= 5 : pair.0 <= 4 && pair.1 <= 4)
      }
    }
    #expect(places.count == length, "every place is chosen")
  }

  @Test func singleUsesEveryDigit() throws {
    var seen: Set<[UInt8]> = []
    for problem in try Self.draws(.single, length: 3, count: 5_000) {
      for place in 0..<3 { seen.insert([problem.aDigits[place], problem.bDigits[place]]) }
    }
    #expect(seen.count == 50)
  }

  @Test(arguments: 1...10)
  func chainRunsThroughNines(length: Int) throws {
    let span = Self.power(min(length, 3))
    var second: Set<UInt64> = []
    for problem in try Self.draws(.chain, length: length) {
      let carries = Carries(problem)
      second.insert(problem.b)
      #expect(problem.a == Self.power(length) - 1)
      #expect(1...span ~= problem.b)
      #expect(problem.sum >= Self.power(length))
      // Nine plus any digit but zero generates; nine plus zero propagates: from the lowest non-zero digit on, all carry.
      let zeros = problem.bDigits.prefix { $0 == 0 }.count
      #expect(carries.count == max(0, length - zeros))
      if zeros < length {
        let highest = problem.bDigits.lastIndex { $0 != 0 } ?? 0
        #expect(carries.chain(into: length) == length - highest)
        #expect(carries.longestChain >= length - highest)
      }
    }
    if length == 1 { #expect(second == Set(1...10)) }
  }

  @Test(arguments: 1...10)
  func placeAddsOneDigit(length: Int) throws {
    var seen: Set<UInt64> = []
    for problem in try Self.draws(.place, length: length, count: 2_000) {
      #expect(problem.a < Self.power(length))
      if length > 1 { #expect(problem.a >= Self.power(length - 1)) }
      let nonZero = problem.bDigits.filter { $0 != 0 }
      #expect(nonZero.count == 1)
      #expect(problem.b < Self.power(length))
      seen.insert(problem.b)
    }
    #expect(seen.count == 9 * length)
  }

  @Test(arguments: 1...10)
  func boundaryStraddlesAPowerOfTen(length: Int) throws {
    let power = Self.power(length)
    let problems = try Self.draws(.boundary, length: length, count: 3_000)
    #expect(Set(problems.map { power - $0.a }) == Set(1...10))
    #expect(Set(problems.map(\.b)) == Set(1...20))
    #expect(problems.contains { $0.sum < power } && problems.contains { $0.sum > power })
  }

  @Test(arguments: CarryPattern.allCases)
  func lengthsAreSpreadOverTheRangeAndOperandsStayInIt(pattern: CarryPattern) {
    var random = RandomStream(seed: 12, purpose: .analysis)
    var lengths: Set<Int> = []
    for _ in 0..<5_000 {
      let problem = pattern.problem(.all, &random)
      #expect(max(problem.a, problem.b) <= Problem.largestOperand)
      lengths.insert(String(max(problem.a, problem.b)).count)
    }
    #expect(lengths == Set(1...10))
  }
}
