import Addition
import Foundation
import Lanes
import Testing
import Transformer

/// The operation `paths`: what one reader reads of some writers is the donor's.
@Suite struct PathPatchingTests {
  /// Several layers and heads, shared keys and values, split and summed streams, factors, ties, no positions.
  static let models = [
    "57", "133", "777", "262", "36", "two layers, two heads, biases, own head", "grouped heads, two layers, biases, own head",
    "split, grouped heads, no final norm, low-rank MLP", "rotary, RMSNorm, no delimiters",
  ]
  private let problems = Array(ProblemSuite.uniform(count: 11, seed: 5))
  private let others = Array(ProblemSuite.uniform(count: 11, seed: 6))

  private func program(_ name: String) throws -> Program {
    try Program(TestModels.named(name), extras: [.attentionResult, .splitInputs])
  }

  private func weights(_ program: Program) -> [Double] { TestModels.weights(program.parameters) }

  private func run<V: LaneVector>(
    _ program: Program, _ problems: [Problem], donor: Pass<V>? = nil, like store: WeightStore<V.Scalar>
  ) -> Pass<V> {
    let pass = Pass<V>(program)
    pass.donor = donor
    pass.load(problems)
    pass.forward(store)
    return pass
  }

  /// Everything that is added to the stream before a layer's attention, or before its MLP.
  private func sources(_ program: Program, before layer: Int, includingAttention: Bool) -> [Intervention.PathSource] {
    var sources = ["hook_embed", "hook_pos_embed"].filter { program.hook($0) != nil }.map { Intervention.PathSource($0) }
    let heads = { (layer: Int) in
      (0..<program.architecture.attention.heads).map {
        Intervention.PathSource("blocks.\(layer).attn.hook_result", head: $0)
      }
    }
    for earlier in 0..<layer { sources += heads(earlier) + [.init("blocks.\(earlier).hook_mlp_out")] }
    return sources + (includingAttention ? heads(layer) : [])
  }

  private func readers(_ program: Program) -> [(hook: HookPoint, sources: [Intervention.PathSource])] {
    (0..<program.architecture.layers).flatMap { layer in
      ["hook_q_input", "hook_k_input", "hook_v_input", "hook_mlp_in", "hook_resid_post"].compactMap { name in
        program.hook("blocks.\(layer).\(name)").map { hook in
          var all = sources(program, before: layer, includingAttention: ["hook_mlp_in", "hook_resid_post"].contains(name))
          if name == "hook_resid_post" { all.append(.init("blocks.\(layer).hook_mlp_out")) }
          return (hook, all)
        }
      }
    }
  }

  private func greatestDifference<V: LaneVector>(_ a: Pass<V>, _ b: Pass<V>, _ hook: HookPoint, head: Int? = nil) -> Double {
    var worst = 0.0
    for lane in 0..<a.count {
      for head in head.map({ $0...$0 }) ?? 0...(hook.heads ?? 1) - 1 {
        for position in 0..<a.program.positions {
          for feature in 0..<hook.features(positions: a.program.positions) {
            let left = Double(a.activation(hook, lane: lane, head: head, position: position, feature: feature))
            let right = Double(b.activation(hook, lane: lane, head: head, position: position, feature: feature))
            worst = max(worst, abs(left - right) / max(1, abs(right)))
          }
        }
      }
    }
    return worst
  }

  /// All paths together into a reader make it read what the donor's reads, in either engine.
  @Test(arguments: models) func allPathsTogetherAreTheDonorsStream(name: String) throws {
    let program = try program(name)
    let doubles = weights(program)
    let exact = WeightStore(program, parameters: doubles)
    let fast = WeightStore(program, parameters: doubles.map { Float($0) })
    let exactDonor: Pass<ExactLane> = run(program, Array(others.prefix(Pass<ExactLane>.capacity)), like: exact)
    let fastDonor: Pass<Lane> = run(program, others, like: fast)
    for (hook, sources) in readers(program) {
      let patched = try program.intervening(with: [Intervention(hook: hook.name, operation: .paths(sources))])
      #expect(patched.needsDonors)
      let own: Pass<ExactLane> = run(
        patched, Array(problems.prefix(Pass<ExactLane>.capacity)), donor: exactDonor, like: exact)
      #expect(greatestDifference(own, exactDonor, hook) < 1e-11, "\(hook.name)")
      let single: Pass<Lane> = run(patched, problems, donor: fastDonor, like: fast)
      #expect(greatestDifference(single, fastDonor, hook) < 1e-4, "\(hook.name)")
    }
  }

  /// One path changes its reader by exactly the difference of its writer, in that head and at those positions, and what was
  /// computed before not at all.
  @Test(arguments: models) func onePathChangesOneReader(name: String) throws {
    let program = try program(name)
    let store = WeightStore(program, parameters: weights(program))
    let count = Pass<ExactLane>.capacity
    let plain: Pass<ExactLane> = run(program, Array(problems.prefix(count)), like: store)
    let donor: Pass<ExactLane> = run(program, Array(others.prefix(count)), like: store)
    let embed = try #require(program.hook("hook_embed"))
    let width = embed.features(positions: program.positions)
    for letter in ["q", "k", "v"] {
      let hook = try #require(program.hook("blocks.0.hook_\(letter)_input"))
      let head = (hook.heads ?? 1) - 1
      let patched = try program.intervening(with: [
        Intervention(hook: hook.name, head: head, positions: [4, 23], operation: .paths([.init("hook_embed")]))
      ])
      let pass: Pass<ExactLane> = run(patched, Array(problems.prefix(count)), donor: donor, like: store)
      for position in [0, 4, 22, 23] {
        for other in 0..<(hook.heads ?? 1) {
          for feature in 0..<hook.features(positions: program.positions) {
            func value(_ pass: Pass<ExactLane>) -> Double {
              pass.activation(hook, lane: 1, head: other, position: position, feature: feature)
            }
            func embedded(_ pass: Pass<ExactLane>) -> Double {
              feature < width ? pass.activation(embed, lane: 1, position: position, feature: feature) : 0
            }
            let isChanged = other == head && [4, 23].contains(position)
            #expect(abs(value(pass) - value(plain) - (isChanged ? embedded(donor) - embedded(plain) : 0)) < 1e-12)
          }
        }
      }
      #expect(greatestDifference(pass, plain, embed) == 0)
      #expect(greatestDifference(pass, plain, try #require(program.hook("blocks.0.hook_resid_pre"))) == 0)
    }
  }

  /// In a model of one layer, the path from the MLP to the last residual is all that the MLP does: patching it is patching the
  /// MLP's output.
  @Test(arguments: ["57", "133", "777", "262"]) func aPathWithoutADetourIsItsWriter(name: String) throws {
    let program = try program(name)
    let store = WeightStore(program, parameters: weights(program))
    let count = Pass<ExactLane>.capacity
    let donor: Pass<ExactLane> = run(program, Array(others.prefix(count)), like: store)
    let changes = [
      Intervention(hook: "blocks.0.hook_resid_post", operation: .paths([.init("blocks.0.hook_mlp_out")])),
      Intervention(hook: "blocks.0.hook_mlp_out", operation: .donor),
    ]
    let passes: [Pass<ExactLane>] = try changes.map { change in
      run(try program.intervening(with: [change]), Array(problems.prefix(count)), donor: donor, like: store)
    }
    let plain: Pass<ExactLane> = run(program, Array(problems.prefix(count)), like: store)
    let logits = try #require(program.hook("logits"))
    #expect(greatestDifference(passes[0], passes[1], logits) < 1e-11)
    #expect(greatestDifference(passes[0], plain, logits) > 1e-3)
  }

  /// Decoding makes the same changes a position at a time.
  @Test(arguments: models) func decodingPatchesToo(name: String) throws {
    let program = try program(name)
    let weights = weights(program).map { Float($0) }
    let patched = try program.intervening(with: [
      Intervention(hook: "blocks.0.hook_mlp_in", positions: Array(22..<30), operation: .paths([.init("hook_embed")]))
    ])
    let store = WeightStore(program, parameters: weights)
    let donor: Pass<Lane> = run(program, others, like: store)
    let decoded = Pass<Lane>(patched)
    decoded.donor = donor
    decoded.load(problems)
    _ = decoded.decode(store)
    let logits = try #require(program.hook("logits"))
    let first = decoded.program.firstAnswerPosition
    func values(_ pass: Pass<Lane>) -> [Float] {
      problems.indices.flatMap { lane in
        (first..<first + program.architecture.format.answerLength).flatMap { position in
          (0..<program.architecture.format.vocabularySize).map {
            pass.activation(logits, lane: lane, position: position, feature: $0)
          }
        }
      }
    }
    let digitByDigit = values(decoded)
    // The pass still holds its own digits: a whole pass over them has to find the same.
    decoded.forward(store)
    #expect(values(decoded).elementsEqual(digitByDigit))
    let plain = Pass<Lane>(program)
    plain.load(problems)
    _ = plain.decode(store)
    #expect(!values(plain).elementsEqual(digitByDigit))
  }

  @Test func aPathNamedTwiceCountsOnce() throws {
    let program = try program("777")
    let store = WeightStore(program, parameters: weights(program))
    let donor: Pass<ExactLane> = run(program, Array(others.prefix(2)), like: store)
    let passes: [Pass<ExactLane>] = try [[24], [24, 24]].map { positions in
      let change = Intervention(hook: "blocks.0.hook_mlp_in", positions: positions, operation: .paths([.init("hook_embed")]))
      return run(try program.intervening(with: [change]), Array(problems.prefix(2)), donor: donor, like: store)
    }
    #expect(greatestDifference(passes[0], passes[1], try #require(program.hook("logits"))) == 0)
  }

  // MARK: Refusals

  /// Reader, part, sources, and what the refusal says.
  private static let impossible: [(Intervention, String)] = [
    (Intervention(hook: "blocks.0.mlp.hook_post", operation: .paths([.init("hook_embed")])), "residual stream is read"),
    (Intervention(hook: "blocks.0.hook_mlp_out", operation: .paths([.init("hook_embed")])), "residual stream is read"),
    (Intervention(hook: "blocks.0.attn.hook_pattern", operation: .paths([.init("hook_embed")])), "residual stream is read"),
    (
      Intervention(hook: "blocks.0.hook_mlp_in", features: [0, 1], operation: .paths([.init("hook_embed")])),
      "all of its 6 features"
    ),
    (
      Intervention(hook: "blocks.0.hook_mlp_in", features: [0, 0, 1, 2, 3, 4], operation: .paths([.init("hook_embed")])),
      "all of its 6 features"
    ),
    (Intervention(hook: "blocks.0.hook_mlp_in", operation: .paths([.init("hook_embde")])), "no hook 'hook_embde'"),
    (Intervention(hook: "blocks.0.hook_mlp_in", operation: .paths([.init("blocks.0.attn.hook_result")])), "say which head"),
    (
      Intervention(hook: "blocks.0.hook_mlp_in", operation: .paths([.init("blocks.0.attn.hook_result", head: 2)])),
      "0 to 1"
    ),
    (Intervention(hook: "blocks.0.hook_mlp_in", operation: .paths([.init("hook_embed", head: 0)])), "has no heads"),
    (Intervention(hook: "blocks.0.hook_mlp_in", operation: .paths([.init("blocks.0.attn.hook_z", head: 0)])), "not added"),
    (Intervention(hook: "blocks.0.hook_mlp_in", operation: .paths([.init("blocks.0.attn.hook_pattern", head: 0)])), "not added"),
    (Intervention(hook: "blocks.0.hook_mlp_in", operation: .paths([.init("blocks.0.hook_resid_pre")])), "not added"),
    (Intervention(hook: "blocks.0.hook_mlp_in", operation: .paths([.init("blocks.0.hook_mlp_out")])), "computed after"),
    (Intervention(hook: "blocks.0.hook_q_input", operation: .paths([.init("blocks.1.hook_attn_out")])), "computed after"),
    (
      Intervention(hook: "blocks.1.hook_mlp_in", operation: .paths([.init("hook_embed"), .init("hook_embed")])), "named twice"
    ),
    (Intervention(hook: "blocks.1.hook_q_input", head: 2, operation: .paths([.init("hook_embed")])), "0 to 1"),
  ]

  @Test(arguments: impossible.indices) func impossiblePathsAreRefused(_ index: Int) throws {
    let program = try program("two layers, two heads, biases, own head")
    let (intervention, words) = Self.impossible[index]
    let error = try #require(throws: InterventionError.self) { try program.intervening(with: [intervention]) }
    #expect(error.problem.contains(words), "\(error)")
  }

  /// Without the extra hooks there is no such reader, and no such writer.
  @Test func readersOfTheirOwnAreAskedForWhenCompiling() throws {
    let plain = try Program(TestModels.named("777"))
    for change in [
      Intervention(hook: "blocks.0.hook_mlp_in", operation: .paths([.init("hook_embed")])),
      Intervention(hook: "blocks.0.hook_resid_mid", operation: .paths([.init("blocks.0.attn.hook_result", head: 0)])),
    ] {
      #expect(throws: InterventionError.self) { try plain.intervening(with: [change]) }
    }
    _ = try plain.intervening(with: [
      Intervention(hook: "blocks.0.hook_resid_mid", operation: .paths([.init("hook_embed"), .init("blocks.0.hook_attn_out")]))
    ])
  }

  // MARK: Text and JSON

  private let written = [
    Intervention(hook: "blocks.0.hook_mlp_in", operation: .paths([.init("hook_embed")])),
    Intervention(
      hook: "blocks.1.hook_q_input", head: 1, positions: [22, 23, 24],
      operation: .paths([.init("hook_pos_embed"), .init("blocks.0.attn.hook_result", head: 1), .init("blocks.0.hook_mlp_out")])),
  ]

  @Test func whatIsWrittenIsReadAgain() throws {
    let program = try program("two layers, two heads, biases, own head")
    for intervention in written {
      #expect(try program.interventions(parsing: intervention.text(in: program)) == [intervention])
      let data = try JSONEncoder().encode(intervention)
      #expect(try JSONDecoder().decode(Intervention.self, from: data) == intervention)
    }
    #expect(
      written[1].text(in: program)
        == "blocks.1.hook_q_input[Z0..Z2, head 1]=paths(hook_pos_embed, blocks.0.attn.hook_result head 1, blocks.0.hook_mlp_out)")
    #expect(written[0].description == "patch the paths from hook_embed to blocks.0.hook_mlp_in")
    #expect(try program.interventions(parsing: "blocks.0.hook_mlp_in=paths( hook_embed )") == [written[0]])
  }

  @Test(arguments: [
    ("blocks.0.hook_mlp_in=paths", 22, "takes hooks"), ("blocks.0.hook_mlp_in=paths()", 28, "'' is no hook"),
    ("blocks.0.hook_mlp_in=paths(hook_embed", 27, "not closed"), ("blocks.0.hook_mlp_in=paths(hook_embed)x", 39, "follows"),
    ("blocks.0.hook_mlp_in=paths(hook_embde)", 28, "'hook_embde' is no hook"),
    ("blocks.0.hook_mlp_in=paths(hook_embed, )", 40, "'' is no hook"),
    ("blocks.0.hook_mlp_in=paths(hook_embed head 0)", 39, "no heads"),
    ("blocks.0.hook_mlp_in=paths(blocks.0.attn.hook_result head 2)", 59, "0 to 1"),
    ("blocks.0.hook_mlp_in=paths(blocks.0.attn.hook_result haed 1)", 54, "head 0"),
  ])
  func saysAtWhichLetter(_ text: String, _ letter: Int, _ words: String) throws {
    let program = try program("two layers, two heads, biases, own head")
    let error = try #require(throws: InterventionTextError.self) { try program.interventions(parsing: text) }
    #expect(error.letter == letter && error.problem.contains(words), "\(error)")
  }
}
