import Addition
import Lanes
import Testing
import Transformer

/// A place's weights by themselves are those that a pass multiplies with.
@Suite struct WeightMatrixTests {
  private static let problem = Problem(inRange: 3_141_592_653, 5_897_932_384)

  /// Products, views, turned and scaled matrices alike: what attention writes is the output's matrix times what heads mix.
  @Test(arguments: TestModels.architectures.map(\.name))
  func theOutputIsThePasses(name: String) throws {
    let model = try TestModels.model(TestModels.named(name))
    let pass = try Self.pass(model)
    let (heads, width) = (model.architecture.attention.heads, model.architecture.attention.valueWidth)
    for layer in 0..<model.architecture.layers {
      let matrix = try #require(model.matrix(of: WeightSite(.output, layer: layer)))
      #expect((matrix.rows, matrix.columns) == model.architecture.shape(of: .output))
      let z = try #require(model.program.hook("blocks.\(layer).attn.hook_z"))
      let out = try #require(model.program.hook("blocks.\(layer).hook_attn_out"))
      for position in [0, 21, 25] {
        for row in 0..<matrix.rows {
          var sum = 0.0
          for head in 0..<heads {
            for feature in 0..<width {
              sum +=
                matrix[row, head * width + feature]
                * pass.activation(z, lane: 0, head: head, position: position, feature: feature)
            }
          }
          let found = pass.activation(out, lane: 0, position: position, feature: row)
          #expect(abs(sum - found) <= 1e-9 * max(1, abs(found)), "layer \(layer), position \(position), row \(row)")
        }
      }
    }
  }

  /// Where norms only scale, queries, keys and values are their matrices times the scaled part of the stream that they read.
  @Test(arguments: TestModels.architectures.filter { $0.architecture.norm.kind == .rms }.map(\.name))
  func projectionsAreThePasses(name: String) throws {
    let model = try TestModels.model(TestModels.named(name))
    let (pass, architecture) = (try Self.pass(model), model.architecture)
    for layer in 0..<architecture.layers {
      let norm = try #require(model.matrix(of: WeightSite(.norm1, layer: layer)))
      let normalized = try #require(model.program.hook("blocks.\(layer).ln1.hook_normalized"))
      for (place, letter) in [(WeightPlace.query, "q"), (.key, "k"), (.value, "v")] {
        let matrix = try #require(model.matrix(of: WeightSite(place, layer: layer)))
        let hook = try #require(model.program.hook("blocks.\(layer).attn.hook_\(letter)"))
        let width = matrix.rows / (hook.heads ?? 1)
        let read = architecture.residual.features(of: architecture.part(readBy: place))
        for row in 0..<matrix.rows {
          let sum = read.enumerated().reduce(0.0) { sum, pair in
            let x = pass.activation(normalized, lane: 0, position: 21, feature: pair.element)
            return sum + matrix[row, pair.offset] * norm[0, pair.element] * x
          }
          let found = pass.activation(hook, lane: 0, head: row / width, position: 21, feature: row % width)
          #expect(abs(sum - found) <= 1e-9 * max(1, abs(found)), "\(place) of layer \(layer), row \(row)")
        }
      }
    }
  }

  @Test func whatAModelLacksHasNone() throws {
    let model = try TestModels.model(.gptAcc(width: 4, hidden: 4))
    #expect(model.matrix(of: WeightSite(.gate)) == nil)
    #expect(model.matrix(of: WeightSite(.query, layer: 1)) == nil)
    #expect(model.matrix(of: WeightSite(.query, layer: -1)) == nil)
    #expect(model.matrix(of: WeightSite(.unembedding)) == model.matrix(of: WeightSite(.tokens)))
  }

  private static func pass(_ model: Model) throws -> Pass<ExactLane> {
    let pass = Pass<ExactLane>(model.program)
    pass.load(ProblemSuite(sums: [problem])[...])
    pass.forward(WeightStore(model.program, parameters: model.weights.map(Double.init)))
    return pass
  }
}
