import Addition
import Lanes
import Testing
import Transformer

@Suite struct InterventionTests {
  let model: Model
  let problems = Array(ProblemSuite.uniform(count: 16, seed: 1))
  let others = Array(ProblemSuite.uniform(count: 16, seed: 2))

  init() throws {
    model = try TestModels.model(.gptAcc(width: 6, hidden: 8, layers: 2, heads: 2))
  }

  private func pass(
    _ model: Model, _ problems: [Problem], donor: Pass<Lane>? = nil
  ) -> Pass<Lane> {
    let pass = Pass<Lane>(model.program)
    pass.donor = donor
    pass.load(problems)
    pass.forward(WeightStore(model.program, parameters: model.weights), positions: 0..<33)
    return pass
  }

  @Test func zeroAndScaleChangeTheirPartOnly() throws {
    let changed = try model.intervening(with: [
      Intervention(hook: "blocks.0.attn.hook_z", head: 1, positions: [30], operation: .zero),
      Intervention(hook: "blocks.0.mlp.hook_post", features: [3], operation: .scale(2)),
    ])
    let (plain, edited) = (pass(model, problems), pass(changed, problems))
    let z = try #require(model.program.hook("blocks.0.attn.hook_z"))
    for feature in 0..<3 {
      #expect(edited.activation(z, lane: 5, head: 1, position: 30, feature: feature) == 0)
      #expect(
        edited.activation(z, lane: 5, head: 0, position: 30, feature: feature)
          == plain.activation(z, lane: 5, head: 0, position: 30, feature: feature))
    }
    let post = try #require(model.program.hook("blocks.0.mlp.hook_post"))
    #expect(
      edited.activation(post, lane: 2, position: 7, feature: 3) == 2 * plain.activation(post, lane: 2, position: 7, feature: 3))
    #expect(edited.logits(at: 30)[0] != plain.logits(at: 30)[0])
    // Nothing before the first edited position of the first edit, and only the scaled unit, can differ there.
    #expect(
      edited.activation(post, lane: 2, position: 7, feature: 2) == plain.activation(post, lane: 2, position: 7, feature: 2))
  }

  @Test func patchingEverythingGivesTheDonorsLogits() throws {
    let changed = try model.intervening(with: [Intervention(hook: "blocks.1.hook_resid_pre", operation: .donor)])
    let donor = pass(model, others)
    let patched = pass(changed, problems, donor: donor)
    for token in 0..<14 { #expect(patched.logits(at: 25)[token] == donor.logits(at: 25)[token]) }
    #expect(changed.program.needsDonors && !changed.program.withoutInterventions.needsDonors && !model.program.needsDonors)
  }

  @Test func fixedValuesAreThoseOfTheWholeHook() throws {
    let pattern = try #require(model.program.hook("blocks.0.attn.hook_pattern"))
    let values = (0..<(2 * 33 * 33)).map { Float($0) }
    let changed = try model.intervening(with: [
      Intervention(hook: pattern.name, head: 1, positions: [22, 31], features: [4, 22, 30], operation: .values(values))
    ])
    let edited = pass(changed, problems)
    func value(_ query: Int, _ key: Int) -> Float { edited.activation(pattern, lane: 9, head: 1, position: query, feature: key) }
    for (query, key) in [(22, 4), (22, 22), (31, 4), (31, 30)] {
      #expect(value(query, key) == values[33 * 33 + query * 33 + key])
    }
    #expect(value(22, 30) == 0)
    #expect(value(23, 4) != values[33 * 33 + 23 * 33 + 4])
  }

  @Test func impossibleInterventionsAreRefused() {
    let wrong: [Intervention] = [
      Intervention(hook: "blocks.9.hook_mlp_out", operation: .zero),
      Intervention(hook: "hook_embed", head: 0, operation: .zero),
      Intervention(hook: "blocks.0.attn.hook_q", head: 2, operation: .zero),
      Intervention(hook: "hook_embed", positions: [33], operation: .zero),
      Intervention(hook: "hook_embed", features: [-1], operation: .zero),
      Intervention(hook: "hook_embed", operation: .values([1])),
      Intervention(hook: "blocks.0.ln1.hook_scale", operation: .zero),
    ]
    for intervention in wrong {
      #expect(throws: InterventionError.self, "\(intervention)") { try model.intervening(with: [intervention]) }
    }
  }
}

/// Many intervened passes in one memory against each in its own.
@Suite struct SharedMemoryTests {
  private static let hooks = [
    "hook_embed", "blocks.0.hook_resid_pre", "blocks.0.attn.hook_q", "blocks.0.attn.hook_k", "blocks.0.attn.hook_v",
    "blocks.0.attn.hook_attn_scores", "blocks.0.attn.hook_pattern", "blocks.0.attn.hook_z", "blocks.0.hook_attn_out",
    "blocks.0.mlp.hook_post", "blocks.0.hook_resid_post", "ln_final.hook_normalized", "logits",
  ]

  @Test(arguments: ["67", "777", "two layers, two heads, biases, own head", "122", "262"])
  func whatComesBeforeTheFirstInterventionNeedsNoSecondRun(name: String) throws {
    let model = try TestModels.model(TestModels.named(name))
    let operations: [Intervention.Operation] = [.zero, .scale(3), .donor]
    let single = Self.hooks.flatMap { hook in
      operations.map { [Intervention(hook: hook, positions: [2, 23, 27], features: [1], operation: $0)] }
    }
    let pairs = zip(single, single.reversed()).map { $0 + $1 }
    let programs = try (single + pairs).map { try model.program.intervening(with: $0) }
    #expect(model.program.firstIntervenedStep == model.program.steps.count)
    let weights = WeightStore(model.program, parameters: model.weights)
    let problems = Array(ProblemSuite.uniform(count: 12, seed: 3))
    let all = 0..<model.program.positions
    let (plain, donor) = (Pass<Lane>(model.program), Pass<Lane>(model.program))
    donor.load(ProblemSuite.uniform(count: 12, seed: 4))
    donor.forward(weights)
    let sharing = programs.map { Pass($0, sharing: plain) }
    plain.load(problems)
    plain.forward(weights, positions: all, onlyAnswers: true)
    for pass in sharing.sorted(by: { $0.program.firstIntervenedStep > $1.program.firstIntervenedStep }) {
      #expect(pass.count == 12)
      pass.donor = donor
      pass.forward(weights, positions: all, onlyAnswers: true, from: pass.program.firstIntervenedStep)
      let alone = Pass<Lane>(pass.program)
      alone.donor = donor
      alone.load(problems)
      alone.forward(weights, positions: all, onlyAnswers: true)
      for position in model.program.firstAnswerPosition..<model.program.positions {
        for token in 0..<model.architecture.format.vocabularySize {
          #expect(pass.logits(at: position)[token] == alone.logits(at: position)[token])
        }
        #expect(pass.hits(at: position) == alone.hits(at: position))
      }
    }
  }
}
