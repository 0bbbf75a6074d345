import Addition
import Testing
import Transformer

@Suite struct BlockReductionTests {
  private func model() throws -> Model {
    let program = try Program(.gptAcc(width: 8, hidden: 4))
    return try Model(program, weights: Initialization.flax.values(for: program.parameters, seed: 1))
  }

  @Test func everyBlockComesOnceAndInOrder() throws {
    for count in [0, 1, 16, 17, 1025, 2000] {
      let suite = ProblemSuite.uniform(count: count, seed: 1)
      let parts = try model().forEachBlock(of: suite, threads: 3, initial: [Int]()) { pass, _, indices, seen in
        #expect(pass.count == indices.count)
        seen += indices
      }
      #expect(parts.flatMap { $0 } == Array(0..<count))
      #expect(parts.count == min((count + 15) / 16, 64))
    }
  }

  /// Sums of floats whose bits depend on how they are grouped.
  @Test func sumsHaveTheSameBitsForAnyNumberOfThreads() throws {
    let suite = ProblemSuite.uniform(count: 3000, seed: 1)
    func sum(threads: Int) throws -> Double {
      try model().forEachBlock(of: suite, threads: threads, initial: 0.0) { _, _, indices, sum in
        for index in indices { sum += 1 / Double(suite[index].a + 1) }
      }.reduce(0, +)
    }
    let one = try sum(threads: 1)
    for threads in [2, 3, 7, 100] { #expect(try sum(threads: threads) == one) }
  }

  @Test func aThreadMakesItsToolsFromItsOwnPass() throws {
    let suite = ProblemSuite.uniform(count: 500, seed: 1)
    let agree = try model().forEachBlock(of: suite, threads: 2, initial: true) { pass in
      ObjectIdentifier(pass)
    } _: { pass, _, tools, _, agree in
      agree = agree && tools == ObjectIdentifier(pass)
    }
    #expect(agree.allSatisfy { $0 })
  }

  @Test func manyProblemsFallIntoMoreParts() {
    #expect(Model.parts(blocks: 131_072) == 64)
    #expect(Model.parts(blocks: 1 << 20) == 512)
  }
}
