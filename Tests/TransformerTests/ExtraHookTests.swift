import Addition
import Lanes
import Testing
import Transformer

/// Hooks that cost steps of their own: they show what is there anyway, and edits of them reach what they say.
@Suite struct ExtraHookTests {
  /// With several heads, shared key and value heads, factors, parts of the stream, two layers.
  static let models = [
    "57", "242", "262", "777", "two layers, two heads, biases, own head", "grouped heads, two layers, biases, own head",
    "split, grouped heads, no final norm, low-rank MLP", "rotary, RMSNorm, no delimiters", "shareA_tieKV", "36",
  ]
  private let problems = Array(ProblemSuite.uniform(count: 16, seed: 4))

  private func pass(_ program: Program, _ weights: [Float]) -> Pass<Lane> {
    let pass = Pass<Lane>(program)
    pass.load(problems)
    pass.forward(WeightStore(program, parameters: weights))
    return pass
  }

  private func values(_ pass: Pass<Lane>, _ name: String) throws -> [[Float]] {
    let hook = try #require(pass.program.hook(name), "\(name)")
    return problems.indices.map { lane in
      let count = hook.dimensions(positions: pass.program.positions).reduce(1, *)
      return [Float](unsafeUninitializedCapacity: count) { buffer, filled in
        if let output = buffer.baseAddress { pass.copyActivation(hook, lane: lane, to: output) }
        filled = count
      }
    }
  }

  private func difference(_ left: [[Float]], _ right: [[Float]]) -> Float {
    zip(left, right).map { zip($0, $1).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? .infinity }.max() ?? .infinity
  }

  @Test(arguments: models, [ExtraHooks.attentionResult, .splitInputs, [.attentionResult, .splitInputs]])
  func logitsAreTheSame(name: String, extras: ExtraHooks) throws {
    let model = try TestModels.model(try TestModels.named(name))
    let program = try Program(model.architecture, extras: extras)
    let (plain, extended) = (pass(model.program, model.weights), pass(program, model.weights))
    #expect(program.parameters.count == model.program.parameters.count)
    #expect(difference(try values(extended, "logits"), try values(plain, "logits")) < 1e-4)
    for layer in 0..<model.architecture.layers {
      let name = "blocks.\(layer).hook_attn_out"
      #expect(difference(try values(extended, name), try values(plain, name)) < 1e-4)
    }
  }

  @Test(arguments: models)
  func resultsAddUpToWhatAttentionWrites(name: String) throws {
    let program = try Program(TestModels.named(name), extras: .attentionResult)
    let pass = pass(program, try TestModels.model(program.architecture).weights)
    let (heads, width) = (program.architecture.attention.heads, program.architecture.residual.width)
    for layer in 0..<program.architecture.layers {
      let sums = try values(pass, "blocks.\(layer).attn.hook_result").map { results in
        (0..<program.positions * width).map { index in
          (0..<heads).reduce(Float(0)) { $0 + results[(index / width * heads + $1) * width + index % width] }
        }
      }
      #expect(difference(sums, try values(pass, "blocks.\(layer).hook_attn_out")) < 1e-5)
    }
  }

  @Test(arguments: models)
  func inputsAreTheResidualStream(name: String) throws {
    let program = try Program(TestModels.named(name), extras: .splitInputs)
    let pass = pass(program, try TestModels.model(program.architecture).weights)
    let width = program.architecture.residual.width
    let stream = try values(pass, "blocks.0.hook_resid_pre")
    for (letter, heads) in [("q", program.architecture.attention.heads), ("k", program.architecture.keyValueHeads)] {
      let inputs = try values(pass, "blocks.0.hook_\(letter)_input")
      for (input, x) in zip(inputs, stream) {
        #expect(input.indices.allSatisfy { input[$0] == x[$0 / (heads * width) * width + $0 % width] })
      }
    }
    #expect(try values(pass, "blocks.0.hook_mlp_in") == values(pass, "blocks.0.hook_resid_mid"))
  }

  /// What one head's queries, keys or values read is its own: editing it changes nothing else that is projected.
  @Test(arguments: ["q", "k", "v"], [0, 1])
  func editingAnInputChangesOneHead(letter: String, head: Int) throws {
    let architecture = try TestModels.named("two layers, two heads, biases, own head")
    let program = try Program(architecture, extras: .splitInputs)
    let weights = try TestModels.model(architecture).weights
    let edited = try program.intervening(with: [
      Intervention(hook: "blocks.0.hook_\(letter)_input", head: head, features: [0, 2], operation: .add([1, -3]))
    ])
    let (before, after) = (pass(program, weights), pass(edited, weights))
    for other in ["q", "k", "v"] {
      let hook = try #require(program.hook("blocks.0.attn.hook_\(other)"))
      for index in 0..<2 {
        let isSame = (0..<program.positions).allSatisfy { position in
          (0..<hook.features(positions: program.positions)).allSatisfy {
            before.activation(hook, lane: 3, head: index, position: position, feature: $0)
              == after.activation(hook, lane: 3, head: index, position: position, feature: $0)
          }
        }
        #expect(isSame == !(other == letter && index == head), "hook_\(other), head \(index)")
      }
    }
    #expect(before.logits(at: 30)[0] != after.logits(at: 30)[0])
  }
}
