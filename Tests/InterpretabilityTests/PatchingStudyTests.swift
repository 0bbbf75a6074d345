import Addition
import Checkpoints
import Foundation
import Lanes
import Testing
import Transformer

@testable import Interpretability

@Suite struct PatchingStudyTests {
  /// Problems a + 0 that differ in one digit of a.
  private func copyPairs(_ count: Int) throws -> ProblemPairs {
    let pairs = try TestModels.withoutAddendProblems(count).enumerated().map { index, problem in
      let (place, digit) = (index % 10, Int(problem.aDigits[index % 10]))
      var power: UInt64 = 1
      for _ in 0..<place { power *= 10 }
      return ProblemPair(clean: problem, corrupted: try Problem(problem.a - UInt64(digit) * power + UInt64(9 - digit) * power, 0))
    }
    return ProblemPairs(name: "one digit of a", pairs: pairs)
  }

  private func trained(_ name: String, extras: ExtraHooks = []) throws -> Model {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../checkpoints/\(name)").path
    let model = try Checkpoint.read(path).model
    return try Model(Program(model.architecture, extras: extras), weights: model.weights)
  }

  private func share(_ study: PatchingStudy, _ row: Int, _ direction: PatchingDirection, _ digits: PatchedDigits = .first) throws
    -> Double
  {
    try #require(study.rows[row][direction, digits]?.recovered.value)
  }

  /// The copying model has one route: the digit's vector, its value, the head's mixture, the stream behind it.
  @Test func findsTheOnlyRouteOfAHandMadeModel() throws {
    let model = try TestModels.copy()
    let study = try PatchingStudy(model, on: copyPairs(30), threads: 2)
    #expect(study.pairsAreGiven && study.pairs == 30 && study.pairsThatDiffer == 30)
    #expect(try #require(study[.first]).cleanRight == Estimate(Proportion(30, of: 30)))
    let route = [
      "hook_embed at X[i]", "blocks.0.attn.hook_v head 0 at X[i]", "blocks.0.attn.hook_z head 0 at Z[i-1]",
      "blocks.0.hook_resid_mid at Z[i-1]", "blocks.0.hook_resid_post at Z[i-1]",
    ]
    var found = 0
    for (index, row) in study.rows.enumerated() {
      let name = "\(row.node.place) at \(study.positionNames[index])"
      // The query of Z0 is the equals sign.
      let isQueryOfUnits = study.positionNames[index] == "="
      for direction in PatchingDirection.allCases where !isQueryOfUnits {
        let (effect, expected) = (try #require(row[direction]), route.contains(name) ? 1.0 : 0)
        #expect(abs(try #require(effect.recovered.value) - expected) < 1e-5, "\(name) \(direction)")
        #expect(effect.flipped.value == expected, "\(name) \(direction)")
      }
      if route.contains(name) { found += 1 }
    }
    #expect(found == route.count)
  }

  /// All of the embedding, or of the last residual stream, is all there is; nothing is nothing.
  @Test(arguments: ["gptacc-777p", "microadder-57p"]) func allRecoversAllAndNothingNothing(name: String) throws {
    let model = try trained(name)
    let study = try PatchingStudy(
      model, on: ProblemPairs(changingACarryOf: .carry(count: 55, seed: 2)),
      nodes: [
        PatchNode("hook_embed"), PatchNode("blocks.0.hook_resid_post"), PatchNode("hook_embed", positions: .these([])),
        PatchNode("hook_pos_embed"), PatchNode("blocks.0.hook_resid_mid", positions: .role(.previousAnswerDigit)),
      ])
    for direction in PatchingDirection.allCases {
      for digits in PatchedDigits.allCases {
        let right = direction == .denoising ? study[digits]?.cleanRight : study[digits]?.corruptedRight
        for all in [0, 1, 4] {
          #expect(try share(study, all, direction, digits) == 1, "\(all) \(direction) \(digits)")
          let effect = try #require(study.rows[all][direction, digits])
          #expect(effect.recovered.lower == 1 && effect.recovered.upper == 1 && effect.flipped == right)
        }
        for nothing in [2, 3] {
          #expect(try share(study, nothing, direction, digits) == 0)
          #expect(study.rows[nothing][direction, digits]?.flipped.value == 0)
        }
      }
    }
  }

  /// Sums made of one carry's difference are told apart by the place below alone, when nothing has been propagated; each later digit
  /// by its previous output as well.
  @Test func theFirstDigitDependsOnThePlaceBelowAlone() throws {
    let model = try trained("gptacc-777p")
    let elsewhere: [KeyRole] = [.firstDigit, .secondDigit, .equals, .previousAnswerDigit, .other]
    let study = try PatchingStudy(
      model, on: ProblemPairs(changingACarryOf: .carry(count: 55, seed: 2)),
      nodes: elsewhere.map { PatchNode("hook_embed", positions: .role($0)) })
    for row in study.rows.indices { #expect(try share(study, row, .denoising) == 0, "\(study.positionNames[row])") }
    #expect(try share(study, 3, .denoising, .later) > 0.05)
    // The top digit has no operand digits of its own.
    let digits = try #require(study[.first]).clean.count
    #expect(try #require(study.rows[0][.noising]).recovered.count < digits)
    #expect(try #require(study.rows[4][.noising]).recovered.count == digits)
  }

  // MARK: Against plain runs

  /// Every number from which shares are made, against a run of its own, in a model of two layers and two heads.
  @Test(arguments: [false, true]) func valuesAreThoseOfPlainRuns(patchesPaths: Bool) throws {
    let random = try TestModels.random()
    let program = try Program(random.architecture, extras: patchesPaths ? [.attentionResult, .splitInputs] : [])
    let model = try Model(program, weights: random.weights)
    let pairs = ProblemPairs(changingACarryOf: .carry(count: 22, seed: 6))
    let digits = ChangedDigit.all(of: pairs)
    #expect(digits.map(\.pair) != digits.map(\.pair).sorted() && digits.map(\.place) == digits.map(\.place).sorted())
    let nodes =
      patchesPaths
      ? [
        PatchNode("blocks.1.hook_q_input", head: 1, senders: [.init("blocks.0.attn.hook_result", head: 0)]),
        PatchNode("blocks.1.hook_mlp_in", positions: .role(.previousAnswerDigit), senders: [.init("hook_embed")]),
        PatchNode("blocks.1.hook_resid_post", senders: [.init("blocks.0.hook_mlp_out"), .init("blocks.1.hook_mlp_out")]),
      ]
      : [
        PatchNode("hook_embed", positions: .role(.previousFirstDigit)), PatchNode("blocks.0.attn.hook_z", head: 1),
        PatchNode("blocks.1.attn.hook_pattern", positions: .role(.previousAnswerDigit)),
        PatchNode("blocks.0.mlp.hook_post", features: [3, 5]), PatchNode("blocks.0.hook_resid_mid", positions: .these([25, 30])),
        PatchNode("hook_embed", positions: .role(.firstDigit)),
      ]
    let format = model.architecture.format
    let states = try nodes.map { node in
      try (0..<11).compactMap { place in
        try node.intervention(answerDigit: place, format: format).map { intervention in
          StateMeasurer.Run(program: try program.intervening(with: [intervention]), digits: [place])
        }
      }
    }
    let values = PatchRunner(model: model, digits: digits, threads: 1).values(of: states) { _ in }
    let (clean, corrupted) = (
      ProblemSuite(name: "clean", problems: digits.map(\.clean)),
      ProblemSuite(name: "corrupted", problems: digits.map(\.corrupted))
    )
    for (state, node) in nodes.enumerated() {
      for place in Set(digits.map(\.place)) {
        guard let change = node.intervention(answerDigit: place, format: format) else { continue }
        let patched = try model.intervening(with: [change])
        for (number, (own, donors)) in [(corrupted, clean), (clean, corrupted)].enumerated() {
          let logits = try #require(try patched.run(own, hooks: "logits", donors: donors)["logits"])
          for (index, digit) in digits.enumerated() where digit.place == place {
            let row = (0..<14).map { logits[index, format.query(answerDigit: place), $0] }
            let cell = (index * nodes.count + state) * 2 + number
            #expect(values.patched[cell] == row[digit.cleanDigit] - row[digit.corruptedDigit])
            let wanted = number == 0 ? digit.cleanDigit : digit.corruptedDigit
            #expect(values.isFlipped[cell] == (row.max() == row[wanted]))
          }
        }
      }
    }
    let plain = try #require(try model.run(clean, hooks: "logits")["logits"])
    for (index, digit) in digits.enumerated() {
      let query = format.query(answerDigit: digit.place)
      #expect(values.clean[index] == plain[index, query, digit.cleanDigit] - plain[index, query, digit.corruptedDigit])
    }
  }

  /// From values to shares: the ratio of means, by hand.
  @Test func sharesAreRatiosOfMeans() throws {
    let model = try trained("gptacc-777p")
    let pairs = ProblemPairs(changingACarryOf: .carry(count: 44, seed: 6))
    let node = PatchNode("blocks.0.hook_mlp_out")
    let study = try PatchingStudy(model, on: pairs, nodes: [node])
    let digits = ChangedDigit.all(of: pairs)
    let program = try model.program.intervening(with: [Intervention(hook: node.hook, operation: .donor)])
    let values = PatchRunner(model: model, digits: digits, threads: 1)
      .values(of: [[.init(program: program, digits: Array(0..<11))]]) { _ in }
    for chosen in PatchedDigits.allCases {
      let indices = digits.indices.filter { chosen == .all || (chosen == .first) == digits[$0].isFirst }
      func sum(_ value: (Int) -> Float) -> Double { indices.reduce(0) { $0 + Double(value($1)) } }
      let whole = sum { values.clean[$0] } - sum { values.corrupted[$0] }
      let denoised = (sum { values.patched[2 * $0] } - sum { values.corrupted[$0] }) / whole
      let noised = (sum { values.clean[$0] } - sum { values.patched[2 * $0 + 1] }) / whole
      #expect(abs(try share(study, 0, .denoising, chosen) - denoised) < 1e-9)
      #expect(abs(try share(study, 0, .noising, chosen) - noised) < 1e-9)
      let estimate = try #require(study.rows[0][.denoising, chosen]?.recovered)
      #expect(estimate.count == indices.count)
      let (lower, upper) = (try #require(estimate.lower), try #require(estimate.upper))
      #expect(lower < denoised && denoised < upper)
    }
  }

  // MARK: Paths

  /// All paths into the last residual stream are that stream, and paths that are not there are not listed.
  @Test(arguments: ["gptacc-777p", "microadder-57p"]) func allPathsRecoverAll(name: String) throws {
    let model = try trained(name, extras: [.attentionResult, .splitInputs])
    let paths = try PatchNode.paths(of: model.program)
    // Tokens to queries, keys, values; tokens and the head to the MLP; all three to the logits.
    #expect(paths.count == 3 + 2 + 3)
    let last = paths.suffix(3)
    #expect(last.allSatisfy { $0.hook == "blocks.0.hook_resid_post" })
    let all = PatchNode("blocks.0.hook_resid_post", senders: last.flatMap(\.senders))
    let study = try PatchingStudy(
      model, on: ProblemPairs(changingACarryOf: .carry(count: 44, seed: 2)), nodes: paths + [all])
    for direction in PatchingDirection.allCases {
      #expect(abs(try share(study, paths.count, direction) - 1) < 1e-4)
      // The MLP reads its own position's token, which the pair has in common.
      let token = try #require(paths.firstIndex { $0.hook == "blocks.0.hook_mlp_in" && $0.sender == "hook_embed" })
      #expect(try share(study, token, direction) == 0)
    }
    #expect(throws: AnalysisError.noHook("blocks.0.hook_q_input")) { try PatchNode.paths(of: trained(name).program) }
  }

  @Test func pathsOfManyHeadsAndLayers() throws {
    let architecture = Architecture.qwen3(width: 5, hidden: 4, heads: 4, keyValueHeads: 2, headWidth: 4, base: 10_000)
    let program = try Program(architecture, extras: [.attentionResult, .splitInputs])
    let paths = try PatchNode.paths(of: program)
    // One writer before attention for 4 queries, 2 keys and 2 values; 5 before the MLP; 6 before the logits.
    #expect(paths.count == 8 + 5 + 6 && Set(paths).count == paths.count)
    for path in paths {
      let change = try #require(path.intervention(answerDigit: 3, format: program.architecture.format))
      #expect(throws: Never.self) { try program.intervening(with: [change]) }
    }
    let two = try Program(.gptAcc(width: 8, hidden: 4, layers: 2, heads: 2), extras: [.attentionResult, .splitInputs])
    // Layer 0: 6 readers of 1 writer, the MLP of 3. Layer 1: 6 of 4, the MLP of 6. The logits, of 7.
    #expect(try PatchNode.paths(of: two).count == 6 + 3 + 24 + 6 + 7)
  }

  // MARK: Nodes

  @Test func hooksAreSplitAsAskedFor() throws {
    let program = try TestModels.random().program
    let hooks = try program.hooks(matching: ["blocks.0.attn.hook_z", "blocks.1.mlp.hook_post"])
    func count(_ splits: Set<PatchSplit>, _ positions: PatchPositions = .role) -> Int {
      PatchNode.all(of: hooks, by: splits, positions, in: program).count
    }
    #expect(count([]) == 2 && count([.head]) == 3 && count([.feature]) == 4 + 16 && count([.head, .feature]) == 8 + 16)
    #expect(count([.position]) == 14 && count([.position], .absolute) == 66)
    let map = PatchNode.map(of: program)
    #expect(
      Set(map).count == map.count && map.contains(PatchNode("blocks.1.mlp.hook_post", positions: .role(.equals), features: [15])))
  }

  /// At every digit, the roles' positions are all positions up to the query, each once.
  @Test(arguments: [TokenFormat.dense, .split10, .digitsOnly]) func rolesPartitionThePositions(_ format: TokenFormat) throws {
    var architecture = Architecture.gptAcc(width: 4, hidden: 4)
    architecture.format = format
    let program = try Program(architecture)
    let nodes = PatchNode.all(of: try program.hooks(matching: ["hook_embed"]), by: [.position], in: program)
    for place in 0..<11 {
      let positions = nodes.flatMap { $0.intervention(answerDigit: place, format: format)?.positions ?? [] }
      #expect(positions.sorted() == Array(0...format.query(answerDigit: place)))
    }
  }

  // MARK: Results

  @Test func threadsChangeNoBit() throws {
    let model = try trained("gptacc-777p")
    let pairs = ProblemPairs(changingACarryOf: .carry(count: 44, seed: 4))
    let nodes = PatchNode.all(
      of: try model.program.hooks(matching: ["blocks.0.hook_mlp_out", "blocks.0.attn.hook_z"]), by: [.position], in: model.program
    )
    let one = try PatchingStudy(model, on: pairs, nodes: nodes)
    for threads in [2, 16] { #expect(try PatchingStudy(model, on: pairs, nodes: nodes, threads: threads) == one) }
    #expect(try JSONDecoder().decode(PatchingStudy.self, from: JSONEncoder().encode(one)) == one)
    #expect(one.table.rows.count == 3 * 4 + one.rows.count * 12)
    #expect(try PatchingStudy(model, on: pairs, nodes: nodes, seed: 2) != one)
  }

  /// With one pair there is no telling how sure one is: the interval is the value.
  @Test func onePairWillDo() throws {
    let model = try trained("gptacc-777p")
    let pairs = ProblemPairs(changingACarryOf: ProblemSuite(sums: [try Problem(55, 66)]))
    let study = try PatchingStudy(model, on: pairs, nodes: [PatchNode("blocks.0.hook_mlp_out")])
    let estimate = try #require(study.rows[0][.denoising]?.recovered)
    // One pair has a value, and says nothing of others.
    #expect(estimate.count == 1 && estimate.value?.isFinite == true && estimate.lower == nil && estimate.upper == nil)
    #expect(study[.later]?.clean.value == nil && study.rows[0][.denoising, .later]?.flipped.value == nil)
    #expect(study.table.rows.count == 2 * 4 + 8)
  }

  /// A model that answers the same to everything has nothing to recover, and no share of it.
  @Test func nothingIsAShareOfNothing() throws {
    let program = try Program(.gptAcc(width: 4, hidden: 4))
    let model = try Model(program, weights: [Float](repeating: 0, count: program.parameters.count))
    let study = try PatchingStudy(
      model, on: ProblemPairs(changingACarryOf: .carry(count: 22)), nodes: [PatchNode("hook_embed")])
    #expect(study[.first]?.isTold == false && study[.first]?.difference.value == 0)
    for effect in study.rows[0].effects { #expect(effect.recovered.value == nil && effect.recovered.lower == nil) }
  }

  @Test func absurdInputsAreRefused() throws {
    let model = try TestModels.random()
    let same = ProblemPairs(name: "same", pairs: [ProblemPair(clean: try Problem(1, 2), corrupted: try Problem(2, 1))])
    #expect(throws: AnalysisError.self) { try PatchingStudy(model, on: same) }
    #expect(throws: AnalysisError.noProblems(suite: "none")) {
      try PatchingStudy(model, on: ProblemPairs(name: "none", pairs: []))
    }
    let pairs = ProblemPairs(changingACarryOf: .carry(count: 22))
    for node in [PatchNode("blocks.7.hook_mlp_out"), PatchNode("hook_embed", head: 1), PatchNode("hook_embed", features: [8])] {
      #expect(throws: AnalysisError.self) { try PatchingStudy(model, on: pairs, nodes: [node]) }
    }
    let infinite = try TestModels.replacing("blocks.0.ln1.weight", in: model) { $0[0] = .nan }
    #expect(throws: AnalysisError.notFinite(quantity: "the logits")) {
      try PatchingStudy(infinite, on: pairs, nodes: [PatchNode("hook_embed")])
    }
  }
}

extension BootstrapTests {
  /// A ratio whose denominators are all one is a mean, and one of a quantity to itself is one.
  @Test func ratiosDrawBothSumsTogether() throws {
    let bootstrap = Bootstrap(problems: 100, seed: 3)
    let values = (0..<100).map { Double($0 * $0 % 17) + 1 }
    let ones = [Double](repeating: 1, count: 100)
    #expect(bootstrap.ratio(of: values, to: ones, count: 100) == bootstrap.mean(of: values))
    let same = bootstrap.ratio(of: values.map { 3 * $0 }, to: values, count: 100)
    let value = try #require(same.value)
    #expect(abs(value - 3) < 1e-12)
    #expect(abs(try #require(same.lower) - 3) < 1e-12)
    #expect(abs(try #require(same.upper) - 3) < 1e-12)
    #expect(bootstrap.ratio(of: values, to: ones.map { _ in 0 }, count: 100).value == nil)
  }
}
