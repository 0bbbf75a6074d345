import Addition
import Lanes
import Testing
import Traces
import Transformer

extension TracesTests {
  /// Circuits say in one product what a pass computes in several steps.
  @Suite struct CircuitTests {
    private static let position = 25

    /// Norms without bias, so that a product alone tells: split streams, one head and two; groups of heads and rotation.
    static let architectures: [Architecture] = [
      .microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: true), .spiral242,
      .qwen3(width: 5, hidden: 4, heads: 4, keyValueHeads: 2, headWidth: 4, base: 10_000),
    ]

    @Test(arguments: architectures) func theyAreThePasses(architecture: Architecture) throws {
      let model = try RecordingTests.checkpoint(architecture).model
      let circuits = TraceTensor.circuits(of: model)
      #expect(circuits.map(\.path) == ["circuits/blocks.0/qk", "circuits/blocks.0/ov"])
      let (heads, width) = (architecture.attention.heads, architecture.residual.width)
      for circuit in circuits { #expect(circuit.shape == [heads, width, width]) }
      let (qk, ov) = (circuits[0].values.map(Double.init), circuits[1].values.map(Double.init))

      let pass = Pass<ExactLane>(model.program)
      pass.load(ProblemSuite(sums: [Problem(inRange: 3_141_592_653, 5_897_932_384)])[...])
      pass.forward(WeightStore(model.program, parameters: model.weights.map(Double.init)))
      let stream = try Self.normalizedStream(model, pass)
      func hook(_ name: String) throws -> HookPoint { try #require(model.program.hook("blocks.0." + name)) }
      let (scores, pattern) = (try hook("attn.hook_attn_scores"), try hook("attn.hook_pattern"))

      // Rotation and the norms of heads come after the product.
      if architecture.attention.rotary == nil {
        let scale = Double(architecture.attention.queryKeyWidth).squareRoot()
        for head in 0..<heads {
          for key in 0...Self.position {
            var sum = 0.0
            for i in 0..<width {
              for j in 0..<width { sum += stream[Self.position][i] * qk[(head * width + i) * width + j] * stream[key][j] }
            }
            let found = pass.activation(scores, lane: 0, head: head, position: Self.position, feature: key) * scale
            #expect(abs(sum - found) <= 1e-5 * max(1, abs(found)), "head \(head), key \(key)")
          }
        }
      }
      for out in 0..<width {
        var sum = 0.0
        for head in 0..<heads {
          for key in 0...Self.position {
            let weight = pass.activation(pattern, lane: 0, head: head, position: Self.position, feature: key)
            for i in 0..<width { sum += weight * stream[key][i] * ov[(head * width + i) * width + out] }
          }
        }
        let found = pass.activation(try hook("hook_attn_out"), lane: 0, position: Self.position, feature: out)
        #expect(abs(sum - found) <= 1e-5 * max(1, abs(found)), "dim \(out)")
      }
    }

    /// What a projection does not read, a circuit has as zeros.
    @Test func splitStreamsHaveTheWholeWidth() throws {
      let model = try RecordingTests.checkpoint(.spiral242).model
      let circuits = TraceTensor.circuits(of: model)
      for head in 0..<2 {
        for i in 0..<6 {
          for j in 0..<6 {
            let index = (head * 6 + i) * 6 + j
            #expect((circuits[0].values[index] != 0) == (i >= 3 && j >= 3))
            #expect((circuits[1].values[index] != 0) == (i < 3))
          }
        }
      }
    }

    @Test func hugeModelsHaveNone() throws {
      let model = try RecordingTests.checkpoint(.gptAcc(width: 512, hidden: 1, heads: 64)).model
      #expect(TraceTensor.circuits(of: model).isEmpty)
    }

    /// `[position][feature]`: what queries, keys and values read.
    private static func normalizedStream(_ model: Model, _ pass: Pass<ExactLane>) throws -> [[Double]] {
      let norm = try #require(model.matrix(of: WeightSite(.norm1)))
      let hook = try #require(model.program.hook("blocks.0.ln1.hook_normalized"))
      return (0...position).map { position in
        (0..<norm.columns).map { norm[0, $0] * pass.activation(hook, lane: 0, position: position, feature: $0) }
      }
    }
  }
}
