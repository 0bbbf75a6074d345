import Addition
import Lanes
import Testing
import Transformer

/// What a pass makes of problems: the tokens it reads, the targets, the carries.
@Suite struct BlockTokensTests {
  private static let problems: [Problem] = {
    let edges: [UInt64] = [0, 1, 9, 10, 99_999, 100_000, 4_999_999_999, 5_000_000_000, 9_999_900_000, 9_999_999_999]
    let pairs = edges.flatMap { a in edges.compactMap { try? Problem(a, $0) } }
    return pairs + Array(ProblemSuite.carry(count: 207, seed: 1)) + Array(ProblemSuite.uniform(count: 200, seed: 1))
  }()

  @Test(arguments: TokenFormat.known.map(\.name))
  func blocksAreEncodedAsTheFormatSays(name: String) throws {
    let format = try #require(TokenFormat.named(name))
    let architecture = Architecture.gptAcc(width: 4, hidden: 2).changed {
      $0.format = format
      $0.contextLength = format.sequenceLength
    }
    let model = try TestModels.model(architecture)
    try Self.check(Pass<Lane>(model.program), model)
    try Self.check(Pass<ExactLane>(model.program), model)
  }

  private static func check<V: LaneVector>(_ pass: Pass<V>, _ model: Model) throws {
    let format = model.architecture.format
    let table = try #require(model.tensor("token_emb.weight"))
    let embedding = try #require(model.program.hook("hook_embed"))
    let weights = WeightStore(model.program, parameters: model.weights.map { V.Scalar($0) })
    let lanes = V.laneCount
    // Blocks of every size, whole and partly filled.
    for (block, first) in stride(from: 0, to: problems.count, by: lanes).enumerated() {
      let block = problems[first...].prefix(block % lanes + 1)
      pass.load(block)
      pass.forward(weights)
      #expect(pass.count == block.count)
      for lane in 0..<lanes {
        let problem = block[first + min(lane, block.count - 1)]
        let read = (0..<format.inputLength).map {
          Float(pass.activation(embedding, lane: lane, position: $0, feature: 0))
        }
        #expect(read == format.input(of: problem).map { table[Int($0) * 4] }, "\(problem)")
        let targets = (0..<format.targetCount).map { pass.targets(at: format.promptLength - 1 + $0)[lane] }
        #expect(targets == format.targets(of: problem).map { V.Scalar($0) }, "\(problem)")
        let carries = (0..<format.answerLength).map { pass.carries(into: $0)[lane] }
        let truth = (0..<format.answerLength).map { Carries(problem).carryIn($0) && lane < block.count ? 1 : 0 }
        #expect(carries == truth.map { V.Scalar($0) }, "\(problem)")
        for place in 0..<format.targetCount {
          let position = format.promptLength - 1 + place
          let isRight = pass.mostLikelyToken(at: position)[lane] == V.Scalar(targets[place])
          #expect(pass.hits(at: position)[lane] == (isRight && lane < block.count ? 1 : 0))
        }
      }
    }
  }
}
