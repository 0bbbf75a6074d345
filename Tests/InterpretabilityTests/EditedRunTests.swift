import Addition
import Interpretability
import Lanes
import ReferenceModels
import Testing
import Transformer

/// Interventions, paths and integrated gradients against PyTorch models written and edited by hand.
@Suite(.enabled(if: Python.has("torch", "safetensors"), "\(Python.interpreter) lacks torch or safetensors"))
struct EditedRunTests {
  static let models = ["microadder-57p", "microadder-67p", "gptacc-777p", "rotary, gated, with shared keys"]

  private func model(_ name: String) throws -> Model {
    if let shipped = ShippedModel.all.first(where: { $0.name == name }) { return try shipped.checkpoint().model }
    let program = try Program(.qwen3(width: 4, hidden: 5, heads: 2, keyValueHeads: 1, headWidth: 4, base: 3))
    return try Model(program, weights: Initialization.flax.values(for: program.parameters, seed: 5).map { $0 * 2 + 0.05 })
  }

  private let pairs = ProblemPairs(changingACarryOf: .carry(count: 8, seed: 4))

  @Test(arguments: models) func editsPathsAndIntegratedGradientsAreTheirs(name: String) throws {
    let model = try model(name)
    let edits = try Self.edits(of: model.program)
    #expect(edits.count >= 20)
    let paths = Self.paths(of: model.program)
    #expect(paths.count >= 4)
    let theirs = try EditedRuns(model, pairs, edits, paths)
    for (index, edit) in edits.enumerated() {
      // In float64 to the last digits, so that nothing but rounding is left to float32.
      let exact = try logits(model, [edit], ExactLane.self)
      #expect(pointwiseError(exact, try theirs.values("edit/\(index)")) < 1e-9, "\(edit)")
      let error = relativeError(try logits(model, [edit], Lane.self), exact)
      #expect(error < 1e-4, "\(edit): \(error)")
      // An edit that changes nothing would agree whatever it did.
      #expect(relativeError(exact, try theirs.values("clean")) > 1e-6, "\(edit) changes nothing")
    }
    for (index, path) in paths.enumerated() {
      let error = relativeError(try logits(model, path), try theirs.values("path/\(index)"))
      #expect(error < 1e-4, "\(path): \(error)")
    }
    let study = try AttributionStudy(model, on: pairs.clean, methods: [.integrated])
    let table = try #require(study.nodes)
    let golden = try theirs.values("ig")
    let positions = model.program.positions
    let size = golden.map(abs).max() ?? 0
    for row in table.rows where row.name == "tokens" {
      guard let position = row.position else { continue }
      let mean = pairs.indices.reduce(0) { $0 + golden[$1 * positions + position] } / Double(pairs.count)
      let effect = try #require(row.effects.first { $0.replacement == .noising })
      #expect(abs((effect.estimate.value ?? .nan) - mean) < 0.01 * size, "position \(position)")
    }
  }

  /// The study's patched edges, of models with one head: what a path does to the logit difference, pair by pair.
  @Test(arguments: models.dropLast()) func edgesAreTheirPaths(name: String) throws {
    let model = try model(name)
    let paths = Self.paths(of: model.program).filter { $0.with == "donor" }
    let theirs = try EditedRuns(model, pairs, [], paths)
    let table = try #require(try AttributionStudy(model, on: pairs.clean, methods: [.edges]).edges)
    let before = differences(try theirs.values("clean"), model)
    for (index, path) in paths.enumerated() {
      let effects = zip(differences(try theirs.values("path/\(index)"), model), before).map(-)
      let writer = ["hook_embed": "tokens", "head": "L0H0"][path.writer] ?? "L0 MLP"
      let reader = ["mlp": "L0 MLP", "logits": "logits"][path.reader] ?? "L0H0 \(path.reader)"
      let row = try #require(table.rows.first { $0.name == "\(writer) -> \(reader)" && $0.position == nil })
      let ours = try #require(row.effects.first { $0.replacement == .noising }?.truth.value)
      let golden = effects.reduce(0, +) / Double(pairs.count)
      #expect(abs(ours - golden) < 1e-4 * max(1, (before.map(abs).max() ?? 0)), "\(row.name): \(ours), \(golden)")
    }
  }

  /// Each pair's mean logit difference between the clean problem's digit and the corrupted problem's.
  private func differences(_ logits: [Double], _ model: Model) -> [Double] {
    let (positions, format) = (model.program.positions, model.architecture.format)
    return pairs.enumerated().map { lane, pair in
      let (clean, corrupted) = (pair.clean.sumDigits, pair.corrupted.sumDigits)
      let places = (0..<format.answerLength).filter { clean[$0] != corrupted[$0] }
      return places.reduce(0) { sum, place in
        let start = (lane * positions + format.query(answerDigit: place)) * format.vocabularySize
        return sum + (logits[start + Int(clean[place])] - logits[start + Int(corrupted[place])]) / Double(places.count)
      }
    }
  }

  // MARK: Ours

  private func logits<V: LaneVector>(_ model: Model, _ edits: [Intervention], _: V.Type) throws -> [Double] {
    let program = try model.program.intervening(with: edits)
    let (pass, donor) = (Pass<V>(program), Pass<V>(model.program))
    let weights = WeightStore(program, parameters: model.weights.map { V.Scalar($0) })
    pass.load(pairs.map(\.clean))
    donor.load(pairs.map(\.corrupted))
    donor.forward(weights)
    pass.donor = donor
    pass.forward(weights)
    let hook = try #require(program.hook("logits"))
    return pairs.indices.flatMap { lane in
      (0..<program.positions).flatMap { position in
        (0..<hook.features(positions: program.positions)).map {
          Double(pass.activation(hook, lane: lane, position: position, feature: $0))
        }
      }
    }
  }

  /// What one reader makes of the residual stream when a component's write is another one there.
  private func logits(_ model: Model, _ path: EditedRuns.Path) throws -> [Double] {
    let extended = try Model(Program(model.architecture, extras: [.attentionResult, .splitInputs]), weights: model.weights)
    let writer = path.writer == "head" ? "blocks.0.attn.hook_result" : path.writer
    let (clean, corrupted) = (pairs.clean, ProblemSuite(name: "corrupted", problems: pairs.map(\.corrupted)))
    let before = try #require(try extended.run(clean, hooks: writer)[writer])
    let after = try #require(try extended.run(corrupted, hooks: writer)[writer])
    let residual = model.architecture.residual
    let features = residual.features(of: writer == "hook_embed" ? .token : writer == "hook_pos_embed" ? .position : .all)
    let reader =
      ["mlp": "blocks.0.hook_mlp_in", "logits": "blocks.0.hook_resid_post"][path.reader]
      ?? "blocks.0.hook_\(path.reader.prefix(1))_input"
    @Sendable func value(_ array: ActivationArray, _ problem: Int, _ position: Int, _ feature: Int) -> Double {
      Double(path.head.map { array[problem, position, $0, feature] } ?? array[problem, position, feature])
    }
    let edit = HookEdit(reader) { activations in
      for (problem, position) in activations.places {
        for head in 0..<(activations.hook.heads ?? 1) {
          for (index, feature) in features.enumerated() {
            let new = path.with == "zero" ? 0 : value(after, problem, position, index)
            activations[problem, head, position, feature] += new - value(before, problem, position, index)
          }
        }
      }
    }
    let run = try extended.intervening(edits: [edit]).run(clean, hooks: "logits")
    return try #require(run["logits"]).values.map { Double($0) }
  }

  /// The largest difference in parts of the largest logit.
  private func relativeError(_ values: [Double], _ golden: [Double]) -> Double {
    guard values.count == golden.count else { return .infinity }
    let size = golden.map(abs).max() ?? 0
    return (zip(values, golden).map { abs($0 - $1) }.max() ?? .infinity) / size
  }

  // MARK: What is edited

  private static func edits(of program: Program) throws -> [Intervention] {
    let first = program.firstAnswerPosition
    let answers = [first, first + 3, first + 4]
    func fixed(_ name: String) throws -> Intervention.Operation {
      let count = try #require(program.hook(name)).dimensions(positions: program.positions).reduce(1, *)
      return .values((0..<count).map { Float($0 % 7) * 0.25 - 0.5 })
    }
    func ones(_ name: String) throws -> Intervention.Operation {
      .add([Float](repeating: 0.5, count: try #require(program.hook(name)).features(positions: program.positions)))
    }
    let (block, attention) = ("blocks.0.", "blocks.0.attn.")
    let all: [Intervention] = [
      .init(hook: attention + "hook_z", operation: .zero),
      .init(hook: attention + "hook_z", head: 0, positions: answers, operation: .donor),
      .init(hook: attention + "hook_z", features: [0], operation: .scale(0.5)),
      .init(hook: attention + "hook_pattern", head: 0, positions: answers, operation: .zero),
      .init(hook: attention + "hook_pattern", positions: answers, features: Array(0...12), operation: .scale(2)),
      .init(hook: attention + "hook_v", operation: .donor),
      .init(hook: attention + "hook_v", positions: Array(0...14), operation: .zero),
      .init(hook: attention + "hook_q", operation: try ones(attention + "hook_q")),
      .init(hook: attention + "hook_k", positions: [1, 2, 3, 12, 13, 24], operation: .scale(-1)),
      .init(hook: attention + "hook_attn_scores", operation: .scale(0.25)),
      .init(hook: attention + "hook_attn_scores", positions: answers, features: [2, 3, 4, 20], operation: .zero),
      .init(hook: block + "hook_attn_out", operation: .donor),
      .init(hook: block + "hook_resid_mid", operation: .scale(0.875)),
      .init(hook: block + "hook_resid_mid", positions: answers, operation: .donor),
      .init(hook: block + "mlp.hook_pre", operation: try fixed(block + "mlp.hook_pre")),
      .init(hook: block + "mlp.hook_post", features: [1], operation: .zero),
      .init(hook: block + "mlp.hook_post", positions: answers, operation: .donor),
      .init(hook: block + "hook_mlp_out", operation: try fixed(block + "hook_mlp_out")),
      // One feature: the same added to all of them is what a LayerNorm takes out again.
      .init(hook: block + "hook_resid_pre", features: [0], operation: .add([0.5])),
      .init(hook: block + "ln1.hook_normalized", positions: [3, 4, 5, 6, 24, 25], operation: .scale(0.5)),
      .init(hook: block + "ln2.hook_normalized", features: [0], operation: .zero),
      .init(hook: "hook_embed", operation: .donor),
      .init(hook: "hook_embed", positions: [4, 5], operation: .zero),
      .init(hook: "hook_pos_embed", positions: [2, 3], operation: .scale(2)),
      .init(hook: "ln_final.hook_normalized", features: [1], operation: .scale(-2)),
    ]
    return all.filter { program.hook($0.hook) != nil }
  }

  private static func paths(of program: Program) -> [EditedRuns.Path] {
    let all = [
      EditedRuns.Path(writer: "head", head: 0, reader: "mlp", with: "donor"),
      EditedRuns.Path(writer: "hook_embed", reader: "query", with: "donor"),
      EditedRuns.Path(writer: "hook_embed", reader: "value", with: "donor"),
      EditedRuns.Path(writer: "hook_pos_embed", reader: "key", with: "zero"),
      EditedRuns.Path(writer: "hook_embed", reader: "key", with: "zero"),
      EditedRuns.Path(writer: "blocks.0.hook_mlp_out", reader: "logits", with: "donor"),
    ]
    return all.filter { $0.writer == "head" || program.hook($0.writer) != nil }
  }
}
