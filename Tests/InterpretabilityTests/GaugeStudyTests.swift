import Addition
import Checkpoints
import Foundation
import Lanes
import ReferenceModels
import Testing
import Transformer

@testable import Interpretability

/// Directions in the space of learned numbers that change no answer.
@Suite struct GaugeStudyTests {
  /// Freedoms that are planted by the architecture: how many are exact, and how many there are with those that only scale logits.
  struct Planted: Sendable, CustomStringConvertible {
    let description: String
    let architecture: Architecture
    let exact, scale: Int
    let names: Set<GaugeName>
  }

  static let planted: [Planted] = [
    Planted(
      description: "rotary, SwiGLU, own head",
      architecture: .qwen3(width: 4, hidden: 3, heads: 1, headWidth: 4, base: 3, weights: [.unembedding: .own]).withoutEpsilon,
      // Scales under head norms 2, their weights against each other 2, values 16, up 3, norm weights 12, stream 1, logits 4, turns 6.
      exact: 2 + 2 + 16 + 3 + 12 + 1 + 4 + 6, scale: 2 + 2 + 16 + 3 + 12 + 1 + 4 + 6 + 1,
      names: [
        .scaleUnderHeadNorm, .headNormWeights, .valuesOutput, .upDown, .normWeights, .streamScale, .unembeddingShift,
        .temperature,
      ]),
    Planted(
      description: "two heads share keys",
      architecture: .qwen3(width: 4, hidden: 3, heads: 2, keyValueHeads: 1, headWidth: 2, base: 3).changed {
        $0.attention.normalizesQueryKey = nil
        $0.norm.epsilon = 0
      },
      // A pair has a scale and a turn; values 4; up 3; two norms' weights 8, and the last one's only against the tied tokens' scale.
      exact: 2 + 4 + 3 + 8 + 1, scale: 2 + 4 + 3 + 8 + 1 + 1,
      names: [.queriesKeys, .valuesOutput, .upDown, .normWeights, .streamScale, .temperature]),
    Planted(
      description: "28 numbers",
      architecture: .qwen3(
        width: 3, hidden: 2, heads: 1, headWidth: 2, base: 3,
        weights: [
          .tokens: .arc(TokenArc()), .query: .own(zeros: [MatrixEntry(0, 2), MatrixEntry(1, 2)]), .key: .turned(.same(.query)),
          .output: .transposed(.same(.value)), .down: .transposed(.turned(.same(.up))), .norm1: .unit, .norm2: .unit,
          .finalNorm: .unit, .queryNorm: .number(), .keyNorm: .same(.queryNorm),
        ]
      ).changed {
        $0.attention.rotary?.period = 12
        $0.norm.epsilon = 0
      },
      // The arc's start, a turn of queries and keys and their scale under the norm, a turn of values; and the amplitude.
      exact: 4, scale: 5, names: [.scaleUnderHeadNorm, .valuesOutput, .queriesKeys, .streamTurn]),
  ]

  @Test(arguments: planted) func findsWhatTheArchitectureLeavesFree(planted: Planted) throws {
    let study = try GaugeStudy(
      try Self.model(planted.architecture), on: .carry(count: 44), tolerance: 1e-11, threads: 2)
    let report = study.directions.map { "\($0.kind) \($0.names.map(\.rawValue)) \($0.residual) \($0.tensors)" }
    #expect(study.unread.isEmpty)
    #expect(study.spectra.map(\.free) == [planted.exact, planted.scale], "\(report)")
    #expect(study.directions.allSatisfy { $0.holds && !$0.names.isEmpty }, "\(report)")
    #expect(study.directions.count { $0.kind == .exact } == planted.exact, "\(report)")
    #expect(study.directions.count == planted.scale, "\(report)")
    let names = Set(study.directions.flatMap(\.names))
    #expect(planted.names.isSubset(of: names), "\(planted.names.subtracting(names)) \(report)")
    for direction in study.directions {
      #expect(abs(direction.components.reduce(0) { $0 + $1.share } - 1) < 1e-9)
    }
  }

  /// A step along a direction of either kind leaves the logits, or what they are but for a factor, as they were.
  @Test func stepsAlongADirectionChangeNoAnswer() throws {
    let model = try Self.model(Self.planted[2].architecture)
    let study = try GaugeStudy(model, on: .carry(count: 44), tolerance: 1e-11)
    let names = model.program.parameters.learnedNumbers
    let step = 1e-3
    for direction in study.directions {
      var weights = model.weights.map(Double.init)
      for component in direction.components {
        let index = try #require(names.firstIndex(of: component.number))
        weights[index] += step * component.change
      }
      let (before, after) = (try Self.logits(model, model.weights.map(Double.init)), try Self.logits(model, weights))
      let size = before.flatMap { $0 }.map(abs).max() ?? 0
      var largest = 0.0
      for (old, new) in zip(before, after) {
        let factor = direction.kind == .scale ? zip(old, new).reduce(0) { $0 + $1.0 * $1.1 } / old.reduce(0) { $0 + $1 * $1 } : 1
        largest = max(largest, zip(old, new).map { abs($0 * factor - $1) }.max() ?? 0)
      }
      // What is left is of the second order in the step.
      #expect(largest < 30 * step * step * size, "\(direction.names) \(largest) of \(size)")
    }
  }

  /// Nothing is free where every freedom is taken: an MLP that is not gated, an epsilon that fixes the stream's scale, tokens and
  /// queries that are constant, values and output one matrix.
  @Test func findsNothingWhereNothingIsFree() throws {
    var digits: [[Double]] = []
    for d in 0..<14 {
      let x = Double(d)
      digits.append([2 * sin(3 * x), 2 * sin(6 * x + 1), 2 * sin(9 * x + 2)])
    }
    let architecture = Architecture.gptAcc(width: 3, hidden: 2).changed {
      $0.norm = Norm(kind: .rms, epsilon: 0.3)
      $0.weights = [
        .tokens: .constant(digits), .positions: .sinusoids, .query: .constant([[1, 0, 0], [0, 1, 0], [0.5, 0, 1]]),
        .value: .constant([[1, 0.5, 0], [0, 1, 0], [0.5, 0, 1]]), .norm1: .unit, .norm2: .unit, .finalNorm: .unit,
      ]
    }
    let study = try GaugeStudy(try Self.model(architecture), on: .carry(count: 44))
    #expect(study.spectra.map(\.free) == [0, 0], "\(study.directions)")
    #expect(study.directions.allSatisfy { !$0.holds } && study.unread.isEmpty)
    // The smallest singular value is far from the tolerance, so that the verdict does not hang on it.
    #expect(study.spectra[0].singularValues.min() ?? 0 > 1e-5)
  }

  /// Numbers that undo each other before any step reads them, and a model with LayerNorm, biases and low rank.
  @Test func everythingThatIsFreeHasAName() throws {
    let architectures: [Architecture] = [
      .lowRank(width: 4, hidden: 3, positionRank: 2, queryKeyValueRank: 2, outputRank: 2, mlpRank: 2, norm: .layer),
      .gptAcc(width: 4, hidden: 3, heads: 2, hasBias: true, tiesHead: false),
      .microAdder(queryKeyWidth: 4, trainsSpiral: true, tiesDown: false), .spiral242,
    ]
    for architecture in architectures {
      let study = try GaugeStudy(
        try Self.model(architecture.withoutEpsilon), on: .carry(count: 66), tolerance: 1e-11, threads: 2)
      let nameless = study.directions.filter { $0.names.isEmpty }
      #expect(nameless.isEmpty, "\(architecture.json): \(nameless.map { "\($0.kind) \($0.residual) \($0.tensors)" })")
      #expect(study.spectra[0].free == study.unread.count + study.directions.count { $0.kind == .exact && $0.holds })
      #expect(study.spectra[1].free == study.unread.count + study.directions.count { $0.holds })
    }
  }

  /// The vector of the carry-out's own position is read only where the end would be predicted.
  @Test func noAnswerReadsTheVectorOfZ10() throws {
    let study = try GaugeStudy(try Self.shipped(), on: .carry(count: 44), threads: 2)
    #expect(study.unread.map(\.tensor) == ["z_hi_pos", "z_hi_pos", "z_hi_pos"])
    #expect(study.accuracy.count == 44)
    #expect(study.numbers.rows.filter { $0.number.tensor == "z_hi_pos" }.allSatisfy { $0.zero.lossChange == 0 })
    #expect(study.directions.contains { $0.names == [.withinMatrix] && $0.holds })
  }

  // MARK: Near ties and numbers

  @Test func findsAPlantedTie() throws {
    let model = try Self.model(.qwen3(width: 5, hidden: 4, heads: 1, headWidth: 4, base: 3))
    #expect(try NearTies(model, seed: 1).pairs.allSatisfy { 1 - abs($0.cosine) > 1e-7 })
    func edited(_ change: (inout [Float], (String) throws -> Range<Int>) throws -> Void) throws -> NearTies {
      var weights = model.weights
      try change(&weights) { name in try #require(model.program.parameters[name]).range }
      return try NearTies(Model(model.program, weights: weights), seed: 1)
    }
    // A row of the values is -3 times a row of up.
    let row = try edited { weights, range in
      let (value, up) = (try range("model.layers.0.self_attn.v_proj.weight"), try range("model.layers.0.mlp.up_proj.weight"))
      for i in 0..<5 { weights[value.lowerBound + 5 + i] = -3 * weights[up.lowerBound + 10 + i] }
    }
    let pair = try #require(row.pairs.first)
    #expect(Set([pair.first, pair.second]) == ["value row 1", "up row 2"] && pair.dimension == 5)
    #expect(pair.cosine < -0.999_999 && pair.expected < 1e-6)
    #expect(abs(pair.factor + (pair.first == "value row 1" ? 3 : 1 / 3)) < 1e-5)
    // Keys are the queries, turned by 0.4.
    let turned = try edited { weights, range in
      let (query, key) = (
        try range("model.layers.0.self_attn.q_proj.weight"), try range("model.layers.0.self_attn.k_proj.weight")
      )
      for r in stride(from: 0, to: 4, by: 2) {
        for c in 0..<5 {
          let (a, b) = (weights[query.lowerBound + 5 * r + c], weights[query.lowerBound + 5 * r + 5 + c])
          weights[key.lowerBound + 5 * r + c] = cos(0.4) * a - sin(0.4) * b
          weights[key.lowerBound + 5 * r + 5 + c] = sin(0.4) * a + cos(0.4) * b
        }
      }
    }
    let whole = try #require(turned.pairs.first { $0.angle != nil })
    #expect(whole.first == "query turned" && whole.second == "key turned" && whole.dimension == 20)
    #expect(abs((whole.angle ?? 0) + 0.4) < 1e-5 && abs(whole.factor - 1) < 1e-5 && whole.chance < 1e-9)
  }

  /// What the architecture ties is no news.
  @Test func tiesOfTheArchitectureAreLeftOut() throws {
    let model = try Self.model(Self.planted[2].architecture)
    #expect(try NearTies(model, seed: 1).pairs.allSatisfy { 1 - abs($0.cosine) > 1e-9 })
  }

  @Test func chancesAreThoseOfRandomDirections() {
    // On a circle the angle is uniform; on a sphere the height is; of complex pairs in one plane every angle can be had.
    #expect(abs(NearTies.chance(cosine: cos(0.1), dimension: 2, isTurned: false) - 0.2 / .pi) < 1e-9)
    #expect(abs(NearTies.chance(cosine: 0.97, dimension: 3, isTurned: false) - 0.03) < 1e-9)
    #expect(NearTies.chance(cosine: 0.3, dimension: 2, isTurned: true) == 1)
    #expect(abs(NearTies.chance(cosine: 0.6, dimension: 4, isTurned: true) - 0.64) < 1e-12)
  }

  @Test func effectsAreThoseOfTheEdit() throws {
    let model = try Self.shipped()
    let suite = ProblemSuite.carry(count: 44)
    let names = model.program.parameters.learnedNumbers
    let effects = NumberEffects(model, Array(names.prefix(3)), on: suite, threads: 2)
    #expect(effects.accuracy == Proportion(44, of: 44))
    for row in effects.rows {
      let changed = try model.setting([WeightEdit(row.number.tensor, row.number.indices, value: 0)])
      #expect(row.zero.accuracy == changed.evaluate(suite).accuracy)
      #expect(row.zero.lossChange ?? 0 > 0 && row.round != nil)
    }
    #expect(NumberEffects.round(-0.0471) == -0.05 && NumberEffects.round(3) == 3 && NumberEffects.round(9.7) == 10)
  }

  // MARK: What it is given

  @Test func tooManyNumbersAreRefused() throws {
    let model = try Self.model(.gptAcc(width: 16, hidden: 64))
    #expect(throws: AnalysisError.self) { try GaugeStudy(model, on: .carry(count: 11)) }
    #expect(throws: AnalysisError.noProblems(suite: "none")) {
      try GaugeStudy(try Self.model(.spiral242), on: ProblemSuite(name: "none", problems: []))
    }
  }

  @Test func threadsDoNotMatter() throws {
    let model = try Self.model(Self.planted[2].architecture)
    let studies = try [1, 2].map { try GaugeStudy(model, on: .carry(count: 33), threads: $0) }
    #expect(studies[0].numbers.rows == studies[1].numbers.rows && studies[0].ties.pairs == studies[1].ties.pairs)
    // BLAS adds in an order that hangs on what else runs in the process: what is left of a zero differs.
    #expect(studies[0].directions.map(\.names) == studies[1].directions.map(\.names))
    for (one, two) in zip(studies[0].spectra, studies[1].spectra) {
      #expect(one.rank == two.rank && one.singularValues.count == two.singularValues.count)
      #expect(zip(one.singularValues, two.singularValues).allSatisfy { abs($0 - $1) < 1e-12 })
    }
  }

  // MARK: Models

  private static func shipped() throws -> Model {
    try #require(ShippedModel.all.first { $0.name == "microadder-57p" }).checkpoint().model
  }

  /// Random numbers of about one, so that nothing is small by itself.
  private static func model(_ architecture: Architecture) throws -> Model {
    let program = try Program(architecture)
    var random = RandomStream(seed: 11, purpose: .initialization)
    let start = Initialization.microAdder.values(for: program.parameters, seed: 11)
    return try Model(program, weights: start.map { $0 * 0.5 + Float(0.6 * random.normal()) })
  }

  /// Those of the answers, position by position, their means taken out.
  private static func logits(_ model: Model, _ weights: [Double]) throws -> [[Double]] {
    let pass = Pass<ExactLane>(model.program)
    pass.load(ProblemSuite.carry(count: 8).map { $0 })
    pass.forward(WeightStore(model.program, parameters: weights))
    let format = model.architecture.format
    return (0..<8).flatMap { lane in
      (0..<format.answerLength).map { place in
        let logits = pass.logits(at: model.program.firstAnswerPosition + place)
        let values = (0..<format.vocabularySize).map { logits[$0][lane] }
        let mean = values.reduce(0, +) / Double(values.count)
        return values.map { $0 - mean }
      }
    }
  }
}

extension Architecture {
  fileprivate func changed(_ change: (inout Architecture) -> Void) -> Architecture {
    var copy = self
    change(&copy)
    return copy
  }

  /// With norms that take out every scale exactly.
  fileprivate var withoutEpsilon: Architecture { changed { $0.norm.epsilon = 0 } }
}
