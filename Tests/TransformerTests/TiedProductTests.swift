import Addition
import Foundation
import Lanes
import Testing
import Transformer

/// Tables that are products, and what is tied to them.
@Suite struct TiedProductTests {
  /// The logits are the stream's products with the tokens' rows, also where these are a product of two factors.
  @Test func unembeddingByFactoredTokens() throws {
    var architecture = Architecture.gptAcc(width: 3, hidden: 4)
    architecture.norm.isFinal = false
    architecture.weights[.tokens] = .product(first: .own, second: .own, rank: 2)
    let program = try Program(architecture)
    // Numbers as good as any.
    let store = WeightStore(program, parameters: (0..<program.parameters.count).map { sin(1.7 * Double($0 + 1)) })
    let pass = Pass<ExactLane>(program)
    let problem = try Problem(1_234_567_890, 987_654_321)
    pass.load(CollectionOfOne(problem))
    pass.forward(store)
    let embedded = try #require(program.hook("hook_embed"))
    let stream = try #require(program.hook("blocks.0.hook_resid_post"))
    let input = architecture.format.input(of: problem)
    for position in [program.firstAnswerPosition, program.positions - 1] {
      for token in 0..<10 {
        let place = try #require(input.firstIndex(of: UInt8(token)))
        let expected = (0..<3).reduce(0.0) {
          $0 + pass.activation(embedded, lane: 0, position: place, feature: $1)
            * pass.activation(stream, lane: 0, position: position, feature: $1)
        }
        let logit = pass.logits(at: position)[token][0]
        #expect((logit - expected).magnitude < 1e-12 && logit != 0, "token \(token): \(logit) for \(expected)")
      }
    }
  }

  @Test func aSplitStreamNeedsPositions() {
    var architecture = Architecture.microAdder133
    architecture.attention.queryKeyWidth = 4
    architecture.attention.rotary = RotaryPositions(base: 10_000, pairing: .halves)
    architecture.weights[.positions] = nil
    #expect { try Program(architecture) } throws: { "\($0)".contains("split stream") }
  }
}
