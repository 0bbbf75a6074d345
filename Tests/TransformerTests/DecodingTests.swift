import Addition
import Lanes
import ReferenceModels
import Testing
import Transformer

/// Decoding against whole passes, and evaluation against decoding: the same bits, digit by digit.
@Suite struct DecodingTests {
  /// After decoding, a pass holds the prompt and the model's own digits. One whole pass over these must give the logits that
  /// decoding found a position at a time, and every digit must be the most likely one of the position before it: then, by
  /// induction, each was chosen from the prompt and the digits before it, and from nothing else.
  @Test(arguments: TestModels.architectures.map(\.name))
  func aWholePassOverTheAnswerFindsTheSameAnswer(name: String) throws {
    let model = try TestModels.model(TestModels.named(name), seed: 4)
    let format = model.architecture.format
    let problems = Array(ProblemSuite.uniform(count: 13, seed: 2))
    let (pass, weights) = (Pass<Lane>(model.program), WeightStore(model.program, parameters: model.weights))
    pass.load(problems)
    let answers = Array(pass.decode(weights))
    let logits = Logits(pass, format)
    pass.forward(weights)
    let embedding = try #require(model.program.hook("hook_embed"))
    func embedded(_ lane: Int, _ position: Int) -> [Float] {
      (0..<embedding.features(positions: model.program.positions)).map {
        pass.activation(embedding, lane: lane, position: position, feature: $0)
      }
    }
    var rows: [UInt8: [Float]] = [:]
    for (lane, problem) in problems.enumerated() {
      for (position, token) in format.prompt(of: problem).enumerated() { rows[token] = embedded(lane, position) }
    }
    for lane in problems.indices {
      #expect(logits.differences(from: Logits(pass, format), lane: lane).isEmpty)
      let tokens = (0..<format.answerLength).map { logits.mostLikely($0, lane: lane) }
      #expect(answers[lane] == format.decode(tokens))
      for (place, token) in tokens.enumerated() where format.promptLength + place < model.program.positions {
        guard let row = rows[token] else { continue }
        #expect(embedded(lane, format.promptLength + place) == row, "lane \(lane), digit \(place)")
      }
    }
  }

  /// What evaluation rests on, with and without interventions and donors.
  @Test(arguments: ShippedModel.all, [0, 0.01, 0.1, 1])
  func teacherForcingAgreesUpToTheFirstError(shipped: ShippedModel, noise: Float) throws {
    let plain = try Self.noisy(shipped, noise)
    let z = try #require(plain.program.hook("blocks.0.attn.hook_z"))
    let pattern = try #require(plain.program.hook("blocks.0.attn.hook_pattern"))
    let variants = [
      plain,
      try plain.intervening(with: [
        Intervention(hook: z.name, positions: [3, 12, 25, 28], features: [0, 2], operation: .donor),
        Intervention(hook: "blocks.0.hook_mlp_out", positions: [23, 30], operation: .scale(0.5)),
      ]),
      try plain.intervening(with: [
        Intervention(hook: pattern.name, positions: Array(24..<32), features: [5, 22], operation: .donor),
        Intervention(hook: "hook_embed", positions: [26], operation: .zero),
      ]),
    ]
    let format = plain.architecture.format
    let weights = WeightStore(plain.program, parameters: plain.weights)
    let donor = Pass<Lane>(plain.program)
    for model in variants {
      let (forced, stepwise) = (Pass<Lane>(model.program), Pass<Lane>(model.program))
      (forced.donor, stepwise.donor) = (donor, donor)
      for suite in [ProblemSuite.uniform(count: 40, seed: 9), .carry(count: 44, seed: 9)] {
        for first in stride(from: 0, to: suite.count, by: 16) {
          let problems = suite[first..<min(first + 16, suite.count)]
          donor.load(problems.map { _ in suite[0] })
          donor.forward(weights)
          forced.load(problems)
          stepwise.load(problems)
          forced.forward(weights, positions: 0..<model.program.positions, onlyAnswers: true)
          let answers = stepwise.decode(weights)
          let (whole, single) = (Logits(forced, format), Logits(stepwise, format))
          for (lane, problem) in problems.enumerated() {
            let truth = problem.sumDigits
            let wrong = (0..<format.answerLength).first { single.mostLikely($0, lane: lane) != truth[$0] }
            let different = whole.differences(from: single, lane: lane)
            #expect(different.allSatisfy { $0 > wrong ?? format.answerLength }, "\(problem): \(different)")
            #expect((answers[lane] == problem.sum) == (wrong == nil))
          }
        }
      }
    }
  }

  /// Half-right and hopeless models as well as good ones, on counts that leave lanes empty.
  @Test(arguments: ShippedModel.all, [0, 0.02, 0.05, 0.3])
  func evaluationIsDecodingCounted(shipped: ShippedModel, noise: Float) throws {
    let model = try Self.noisy(shipped, noise)
    for suite in [ProblemSuite.uniform(count: 1, seed: 5), .uniform(count: 333, seed: 5), .carry(count: 1_111, seed: 5)] {
      let failures = zip(suite, model.answers(to: suite)).filter { $0.sum != $1 }.map { [$0.a, $0.b, $0.sum, $1] }
      for threads in [1, 3] {
        let evaluation = model.evaluate(suite, threads: threads, failureLimit: 50)
        #expect(evaluation.accuracy == Proportion(suite.count - failures.count, of: suite.count))
        #expect(evaluation.failures.map { [$0.a, $0.b, $0.expected, $0.got] } == Array(failures.prefix(50)))
      }
    }
  }

  /// The shipped weights, each changed by a normal part of itself: noise makes of a good model a bad one.
  private static func noisy(_ shipped: ShippedModel, _ noise: Float) throws -> Model {
    let model = try shipped.checkpoint().model
    var random = RandomStream(seed: 1, purpose: .analysis)
    return try Model(model.program, weights: model.weights.map { $0 * (1 + noise * Float(random.normal())) })
  }
}

/// The logits of all answer positions, kept.
private struct Logits {
  /// `[place][token]`.
  let values: [[Lane]]

  init(_ pass: Pass<Lane>, _ format: TokenFormat) {
    values = (0..<format.answerLength).map { place in
      let logits = pass.logits(at: pass.program.firstAnswerPosition + place)
      return (0..<format.vocabularySize).map { logits[$0] }
    }
  }

  /// The places where a lane's logits are not the same bits.
  func differences(from other: Logits, lane: Int) -> [Int] {
    values.indices.filter { place in
      zip(values[place], other.values[place]).contains { $0[lane].bitPattern != $1[lane].bitPattern }
    }
  }

  func mostLikely(_ place: Int, lane: Int) -> UInt8 {
    let column = values[place].map { $0[lane] }
    guard !column.contains(where: \.isNaN), let highest = column.max() else { return .max }
    return UInt8(column.firstIndex(of: highest) ?? 255)
  }
}
