import Addition
import Digests
import Foundation
import Testing

@Suite struct ProblemSuiteTests {
  /// MT19937's published outputs for the seed array {0x123, 0x234, 0x345, 0x456}.
  @Test func mersenneTwisterReference() {
    var random = MersenneTwister(seedArray: [0x123, 0x234, 0x345, 0x456])
    #expect((0..<5).map { _ in random.next() } == [1_067_595_299, 955_945_823, 477_289_528, 4_107_218_783, 4_228_976_476])
    let thousandth = (5..<1000).reduce(UInt32(0)) { _, _ in random.next() }
    #expect(thousandth == 3_460_025_646)
  }

  @Test func adderBoardHashes() {
    let suite = ProblemSuite.adderBoard
    var hash = SHA256()
    for problem in suite { hash.update("\(problem.a) \(problem.b)\n".utf8) }
    #expect(suite.count == 10_010)
    #expect(hash.finalize().hex == "05a473c07b41b42ccdbe253db8e73e445ea2e06a640b59f8cf08d95f4166dc1c")
  }

  @Test func suitesAreReadInAnyOrder() {
    for suite in [ProblemSuite.uniform(count: 10_000_000, seed: 4), .carry(count: 10_000_000, seed: 4), .adderBoard] {
      let indices = [suite.count - 1, 0, suite.count / 2, 7, 7]
      #expect(indices.map { suite[$0] } == indices.map { suite[$0] })
      #expect(Array(suite[3..<6]) == [suite[3], suite[4], suite[5]])
    }
    #expect(ProblemSuite.uniform(count: 100, seed: 4)[42] == ProblemSuite.uniform(count: 50, seed: 4)[42])
    #expect(ProblemSuite.uniform(count: 100, seed: 4)[42] != ProblemSuite.uniform(count: 100, seed: 5)[42])
    #expect(ProblemSuite.uniform(count: 0, seed: 4).isEmpty)
    #expect(ProblemSuite(name: "mine", problems: []).isEmpty)
  }

  /// Pinned: a change here changes every reported accuracy.
  @Test func randomSuitesArePinned() {
    #expect(ProblemSuite.uniform(count: 2, seed: 1).map(\.description) == ["2440401092 + 930402717", "1944157752 + 261079354"])
    #expect(
      ProblemSuite.carry(count: 12, seed: 1).suffix(2).map(\.description) == [
        "1699058379 + 8300941627", "143224232 + 3542750424",
      ])
  }

  @Test func uniformOperandsAreUniform() {
    var digits = [[Int]](repeating: [Int](repeating: 0, count: 10), count: 20)
    for problem in ProblemSuite.uniform(count: 20_000, seed: 6) {
      for place in 0..<10 {
        digits[place][Int(problem.aDigits[place])] += 1
        digits[10 + place][Int(problem.bDigits[place])] += 1
      }
    }
    for counts in digits { #expect(RandomStreamTests.chiSquare(counts) < 9 + 6 * 18.0.squareRoot() + 5) }
  }

  @Test func carrySuiteIsStratified() {
    let suite = ProblemSuite.carry(count: 11 * 500, seed: 2)
    for (index, problem) in suite.enumerated() {
      #expect(Carries(problem).longestChain == index % 11, "\(problem)")
    }
  }

  @Test func waysOfEveryChainLengthAddUpToAllProblems() {
    let sampler = CarryChainSampler()
    let ways = (0...10).map { sampler.ways(longestChain: $0) }
    #expect(ways.reduce(0, +) == (0..<10).reduce(1) { product, _ in product * 20 })
    #expect(ways[0] == (0..<10).reduce(1) { product, _ in product * 11 }, "no place generates")
    #expect(ways[10] == 9 * 512, "the lowest generates, all others propagate")
  }

  /// Within a stratum the draw is the uniform draw: compared with rejection from the uniform suite.
  @Test func strataAreUniformWithin() {
    var rejected = [[Int]](repeating: [Int](repeating: 0, count: 11), count: 4)
    for problem in ProblemSuite.uniform(count: 150_000, seed: 8) {
      let carries = Carries(problem)
      if carries.longestChain < 4 { rejected[carries.longestChain][carries.count] += 1 }
    }
    let sampler = CarryChainSampler()
    for longest in 1..<4 {
      var drawn = [Int](repeating: 0, count: 11)
      let total = 20_000
      for index in 0..<total {
        var random = RandomStream(seed: 8, purpose: .analysis, step: longest, index: index)
        drawn[Carries(sampler.problem(longestChain: longest, &random)).count] += 1
      }
      let rejectedTotal = rejected[longest].reduce(0, +)
      for count in 0...10 {
        let (p, q) = (Double(drawn[count]) / Double(total), Double(rejected[longest][count]) / Double(rejectedTotal))
        let mean = (p + q) / 2
        let deviation = (mean * (1 - mean) * (1 / Double(total) + 1 / Double(rejectedTotal))).squareRoot()
        #expect(abs(p - q) <= 5 * deviation + 1e-4, "longest \(longest), \(count) carries: \(p) against \(q)")
      }
    }
  }

  /// Without any carry each place is uniform over the 55 digit pairs that sum to at most nine.
  @Test func digitPairsAreUniformWithoutCarries() {
    let sampler = CarryChainSampler()
    var counts = [Int](repeating: 0, count: 100)
    for index in 0..<10_000 {
      var random = RandomStream(seed: 13, purpose: .analysis, index: index)
      let problem = sampler.problem(longestChain: 0, &random)
      for place in [0, 5, 9] { counts[Int(problem.aDigits[place] * 10 + problem.bDigits[place])] += 1 }
    }
    let possible = (0..<100).filter { $0 / 10 + $0 % 10 <= 9 }
    #expect(RandomStreamTests.chiSquare(possible.map { counts[$0] }) < 54 + 6 * 108.0.squareRoot())
    #expect(possible.reduce(0) { $0 + counts[$1] } == 30_000)
  }

  @Test func suitesAreNamed() {
    for kind in SuiteKind.allCases {
      let suite = kind.suite(count: 22, seed: 0)
      #expect(suite.name == kind.rawValue)
      #expect(suite.count == (kind.isSized ? 22 : 10_010))
    }
  }
}

/// Agreement with the published definition of the suite, where it is at hand.
@Suite struct AdderBoardParityTests {
  struct Definition: Decodable {
    let edgeCases: [[UInt64]]
    let firstRandomPairs: [[UInt64]]
    let lastRandomPair: [UInt64]
    let pairs: Int
    let sha256OfAllPairs: String
  }

  static let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/adderboard/suite.json")

  @Test(.enabled(if: FileManager.default.fileExists(atPath: file.path), "needs ../shared/adderboard/suite.json"))
  func agreesWithTheDefinition() throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let definition = try decoder.decode(Definition.self, from: Data(contentsOf: Self.file))
    let pairs = ProblemSuite.adderBoard.map { [$0.a, $0.b] }
    #expect(pairs.count == definition.pairs)
    #expect(Array(pairs.prefix(10)) == definition.edgeCases)
    #expect(Array(pairs[10...].prefix(definition.firstRandomPairs.count)) == definition.firstRandomPairs)
    #expect(pairs.last == definition.lastRandomPair)
    let text = pairs.map { "\($0[0]) \($0[1])\n" }.joined()
    #expect(SHA256.digest(of: text.utf8).hex == definition.sha256OfAllPairs)
  }
}
