import Addition
import Testing
import Transformer

/// Edits by functions of one's own do what interventions do, in passes, evaluation and decoding alike.
@Suite struct HookEditTests {
  let model: Model
  let suite = ProblemSuite.uniform(count: 50, seed: 2)

  init() throws { model = try TestModels.model(.gptAcc(width: 6, hidden: 8, layers: 2, heads: 2)) }

  private func expectSame(_ a: Model, _ b: Model, donors: ProblemSuite? = nil) throws {
    let (first, second) = (try a.run(suite, donors: donors), try b.run(suite, donors: donors, threads: 2))
    for hook in first.hooks { #expect(first[hook.name]?.values == second[hook.name]?.values, "\(hook.name)") }
    #expect(a.answers(to: suite, donors: donors) == b.answers(to: suite, donors: donors, threads: 3))
    #expect(a.evaluate(suite, donors: donors).accuracy.count == b.evaluate(suite, donors: donors).accuracy.count)
  }

  @Test func zeroAScaleAndASumByFunction() throws {
    let values = try model.intervening(with: [
      Intervention(hook: "blocks.0.mlp.hook_post", positions: [23, 25], features: [1], operation: .zero),
      Intervention(hook: "blocks.1.attn.hook_pattern", head: 1, features: [4], operation: .scale(0.5)),
      Intervention(hook: "blocks.0.attn.hook_z", positions: [24], operation: .add([1, -2, 0.5])),
    ])
    let functions = try model.intervening(edits: [
      HookEdit("blocks.0.mlp.hook_post") { unit in
        for (problem, position) in unit.places where [23, 25].contains(position) { unit[problem, position, 1] = 0 }
      },
      HookEdit("blocks.1.attn.hook_pattern") { pattern in
        for (problem, position) in pattern.places where position >= 4 { pattern[problem, 1, position, 4] *= 0.5 }
      },
      HookEdit("blocks.0.attn.hook_z") { z in
        for (problem, position) in z.places where position == 24 {
          for head in 0..<2 {
            for (feature, step) in [1, -2, 0.5].enumerated() { z[problem, head, position, feature] += step }
          }
        }
      },
    ])
    try expectSame(values, functions)
    #expect(try values.run(suite, hooks: "logits")["logits"]?.values != model.run(suite, hooks: "logits")["logits"]?.values)
  }

  /// A function may tell problems apart.
  @Test func knowsTheProblem() throws {
    let odd = try model.intervening(edits: [
      HookEdit("hook_embed") { embedding in
        for (problem, position) in embedding.places where embedding.operands(of: problem).a % 2 == 1 {
          for feature in 0..<6 { embedding[problem, position, feature] = 0 }
        }
      }
    ])
    let cache = try odd.run(suite, hooks: "hook_embed")
    let embedding = try #require(cache["hook_embed"])
    for (index, problem) in suite.enumerated() {
      #expect((embedding[index, 7, 0] == 0) == (problem.a % 2 == 1), "\(problem)")
    }
  }

  @Test func normalizedActivationsCanBeChangedBeforeTheWeights() throws {
    let doubled = try model.intervening(with: [Intervention(hook: "blocks.1.ln2.hook_normalized", operation: .scale(1))])
    try expectSame(model, doubled)
    let zero = try model.intervening(with: [Intervention(hook: "ln_final.hook_normalized", positions: [30], operation: .zero)])
    let logits = try #require(try zero.run(suite, hooks: "logits")["logits"])
    // Nothing is left but the bias, which is the same for every problem.
    for index in suite.indices { #expect((0..<14).allSatisfy { logits[index, 30, $0] == logits[0, 30, $0] }) }
    #expect(throws: InterventionError.self) {
      try model.intervening(with: [Intervention(hook: "blocks.0.ln1.hook_scale", operation: .zero)])
    }
  }

  @Test func donorsAreReadInEvaluationAndDecodingToo() throws {
    let patched = try model.intervening(with: [Intervention(hook: "blocks.1.hook_resid_pre", operation: .donor)])
    let donors = ProblemSuite.uniform(count: 50, seed: 3)
    let (own, theirs) = (try patched.run(suite, hooks: "logits", donors: donors), try model.run(donors, hooks: "logits"))
    #expect(own["logits"]?.values == theirs["logits"]?.values)
    // Digit by digit what the model says of the donor, given the donor's true digits.
    let teacherForced = theirs["logits"].map { logits in
      (0..<50).map { index in
        (0..<11).map { place in (0..<14).max { logits[index, 21 + place, $0] < logits[index, 21 + place, $1] } }
      }
    }
    let answers = patched.answers(to: suite, donors: donors)
    for (index, digits) in (teacherForced ?? []).enumerated() {
      let number = digits.allSatisfy { ($0 ?? 10) < 10 } ? digits.reversed().reduce(UInt64(0)) { $0 * 10 + UInt64($1 ?? 0) } : nil
      #expect(answers[index] == number)
    }
  }

  /// A function may take from the donor what an intervention would, in pass and decoding; without donors there is nothing to take.
  @Test func aFunctionReadsTheDonor() throws {
    let place = Intervention(hook: "blocks.0.attn.hook_z", head: 1, operation: .donor)
    let function = HookEdit(place.hook) { z in
      for (problem, position) in z.places {
        for feature in 0..<3 {
          z[problem, 1, position, feature] = z.donorValue(problem: problem, head: 1, position: position, feature: feature) ?? 7
        }
      }
    }
    // Only an intervention tells that donors are needed.
    let still = Intervention(hook: "hook_embed", positions: [], operation: .donor)
    let donors = ProblemSuite.uniform(count: 50, seed: 3)
    try expectSame(
      model.intervening(with: [place]), model.intervening(with: [still], edits: [function]), donors: donors)
    let alone = try model.intervening(edits: [function]).run(suite, hooks: place.hook)
    let values = try #require(alone[place.hook]?.values)
    // One of two heads, all of it.
    #expect(values.count { $0 == 7 } == values.count / 2)
  }

  @Test func unknownHooksAndVectorsOfAnotherLengthAreRefused() {
    #expect(throws: InterventionError.self) { try model.intervening(edits: [HookEdit("blocks.7.hook") { _ in }]) }
    #expect(throws: InterventionError.self) {
      try model.intervening(with: [Intervention(hook: "hook_embed", features: [1, 2], operation: .add([1, 2, 3]))])
    }
  }
}
