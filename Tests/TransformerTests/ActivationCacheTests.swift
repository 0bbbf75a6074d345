import Addition
import Lanes
import Testing
import Transformer

@Suite struct ActivationCacheTests {
  @Test(arguments: ["57", "two layers, two heads, biases, own head", "grouped heads, two layers, biases, own head", "20"])
  func holdsWhatAPassComputes(name: String) throws {
    let model = try TestModels.model(TestModels.named(name))
    let suite = ProblemSuite.carry(count: 37, seed: 4)
    let cache = try model.run(suite, threads: 2)
    #expect(cache.hooks == model.program.hooks)
    let (pass, weights) = (Pass<Lane>(model.program), WeightStore(model.program, parameters: model.weights))
    pass.load(suite[32..<37])
    pass.forward(weights)
    for hook in model.program.hooks {
      let array = try #require(cache[hook.name])
      #expect(array.shape == [37] + hook.dimensions(positions: model.program.positions))
      #expect(array.dimensions == ["problem"] + hook.dimensionNames)
      #expect(array.values.count == array.shape.reduce(1, *))
      var one = [Float](repeating: 0, count: array.values.count / 37)
      pass.copyActivation(hook, lane: 3, to: &one)
      #expect(Array(array.values[(35 * one.count)..<(36 * one.count)]) == one, "\(hook.name)")
    }
  }

  @Test func masksAttention() throws {
    let model = try TestModels.model(.gptAcc(width: 7, hidden: 14))
    let cache = try model.run(.uniform(count: 2, seed: 1), hooks: "blocks.0.attn.hook_{attn_scores,pattern}")
    #expect(cache.hooks.count == 2)
    #expect(cache["blocks.0.attn.hook_attn_scores"]?[1, 0, 4, 5] == -.infinity)
    #expect(cache["blocks.0.attn.hook_pattern"]?[1, 0, 4, 5] == 0)
    #expect(cache["blocks.0.attn.hook_pattern"]?.position("Z0") == 22)
    #expect(cache["logits"] == nil)
    #expect(throws: HookSelectionError.self) { try model.run(.uniform(count: 2, seed: 1), hooks: "quark") }
    #expect(throws: CacheError.self) { try model.run(.uniform(count: 1_000_000_000, seed: 1)) }
  }

  /// What a weight's gradient says comes true when the weight is changed.
  @Test(arguments: ["133", "777", "36"])
  func gradientsAreDerivatives(name: String) throws {
    let model = try TestModels.model(TestModels.named(name))
    let suite = ProblemSuite.uniform(count: 40, seed: 6)
    let gradients = try model.gradients(on: suite, hooks: "*", threads: 2)
    #expect(gradients.parameters == (try model.gradients(on: suite, threads: 1)).parameters)
    for parameter in model.program.parameters.parameters where parameter.isTrainable {
      let gradient = try #require(gradients.parameters[parameter.name])
      #expect(gradient.count == parameter.count)
      let index = parameter.count / 2
      func loss(_ change: Float) throws -> Double {
        var weights = model.weights
        weights[parameter.offset + index] += change
        return try Model(model.program, weights: weights).gradients(on: suite).loss
      }
      let step: Float = 0.01
      let slope = try (loss(step) - loss(-step)) / Double(2 * step)
      #expect(abs(slope - Double(gradient[index])) < 0.02 + 0.05 * abs(slope), "\(parameter.name)")
    }
    // The normalized activation is multiplied by the weight, whose gradient is hence the sum over its own times the activation.
    let (norm, weight) = (
      model.architecture.naming.tensorName(.finalNorm) ?? "",
      try #require(model.tensor(model.architecture.naming.tensorName(.finalNorm) ?? ""))
    )
    if name == "777" {
      let (g, n) = (gradients.activations["ln_final.hook_normalized"], try model.run(suite)["ln_final.hook_normalized"])
      let (change, value) = (try #require(g), try #require(n))
      for feature in 0..<7 {
        var sum = 0.0
        for problem in 0..<40 {
          for position in 21..<33 {
            sum += Double(change[problem, position, feature] * value[problem, position, feature]) / Double(weight[feature])
          }
        }
        #expect(abs(sum - Double(gradients.parameters[norm]?[feature] ?? .nan)) < 1e-4)
      }
    }
  }

  @Test func interventionsHaveNoGradient() throws {
    let model = try TestModels.model(.gptAcc(width: 7, hidden: 14))
    let changed = try model.intervening(with: [Intervention(hook: "hook_embed", operation: .zero)])
    #expect(throws: InterventionError.self) { try changed.gradients(on: .uniform(count: 2, seed: 1)) }
  }
}
