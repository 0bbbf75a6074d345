import Addition
import Lanes
import Testing
import Transformer

/// Full passes, partial passes and decoding agree with each other.
@Suite struct PassTests {
  @Test(arguments: TestModels.architectures.map(\.name))
  func passesForAnswersOnlyGiveTheSameLogits(name: String) throws {
    let model = try TestModels.model(TestModels.named(name))
    let program = model.program
    let weights = WeightStore(program, parameters: model.weights)
    let problems = Array(ProblemSuite.uniform(count: 16, seed: 1))
    let (full, part, stepwise) = (Pass<Lane>(program), Pass<Lane>(program), Pass<Lane>(program))
    for pass in [full, part, stepwise] { pass.load(problems) }
    full.forward(weights)
    part.forward(weights, positions: 0..<program.positions, onlyAnswers: true)
    stepwise.forward(weights, positions: 0..<10, onlyAnswers: true)
    for position in 10..<program.positions { stepwise.forward(weights, positions: position..<(position + 1), onlyAnswers: true) }
    for position in program.firstAnswerPosition..<program.positions {
      for token in 0..<model.architecture.format.vocabularySize {
        #expect(full.logits(at: position)[token] == part.logits(at: position)[token])
        #expect(full.logits(at: position)[token] == stepwise.logits(at: position)[token])
      }
    }
  }

  /// What decoding must do, spelled out: a full pass for every digit, fed with the digits found so far.
  @Test(arguments: TestModels.architectures.map(\.name))
  func decodingIsGreedyAndAutoregressive(name: String) throws {
    let model = try TestModels.model(TestModels.named(name), seed: 4)
    let suite = ProblemSuite.uniform(count: 20, seed: 2)
    let format = model.architecture.format
    let weights = WeightStore(model.program, parameters: model.weights)
    let answers = model.answers(to: suite, threads: 2)
    for (problem, answer) in zip(suite, answers) {
      var sum: UInt64 = 0
      var digits: [UInt8] = []
      for place in 0..<format.answerLength {
        // A problem with the same prompt whose answer starts with the digits found so far cannot always be had; so the
        // check is on the first place, and on later ones as long as the model has been right.
        let pass = Pass<Lane>(model.program)
        pass.load([problem])
        pass.forward(weights)
        let logits = pass.logits(at: model.program.firstAnswerPosition + place)
        let best = (0..<format.vocabularySize).max { logits[$0][0] < logits[$1][0] } ?? 0
        digits.append(UInt8(best))
        guard format.isDigit(digits[place]), digits[place] == problem.sumDigits[place] else { break }
        sum += UInt64(best)
      }
      if let answer {
        #expect(answer % 10 == UInt64(digits[0]))
      } else {
        #expect(format.vocabularySize > 10)
      }
    }
  }

  @Test(arguments: TestModels.architectures.map(\.name))
  func float32FollowsFloat64(name: String) throws {
    let architecture = try TestModels.named(name)
    let program = try Program(architecture)
    let values = TestModels.weights(program.parameters).map { Double(Float($0)) }
    let problems = Array(ProblemSuite.uniform(count: 8, seed: 6))
    let (fast, exact) = (Pass<Lane>(program), Pass<ExactLane>(program))
    fast.load(problems)
    exact.load(problems)
    fast.forward(WeightStore(program, parameters: values.map { Float($0) }))
    exact.forward(WeightStore(program, parameters: values))
    for hook in program.hooks {
      for lane in 0..<8 {
        for head in 0..<(hook.heads ?? 1) {
          for position in 0..<program.positions {
            for feature in 0..<hook.features(positions: program.positions) {
              let y = exact.activation(hook, lane: lane, head: head, position: position, feature: feature)
              let x = Double(fast.activation(hook, lane: lane, head: head, position: position, feature: feature))
              guard abs(x - y) > 1e-4 * max(1, abs(y)) else { continue }
              Issue.record("\(hook.name) head \(head) position \(position) feature \(feature): \(x) and \(y)")
            }
          }
        }
      }
    }
  }

  @Test func threadsChangeNothing() throws {
    let model = try TestModels.model(.gptAcc(width: 7, hidden: 14))
    let suite = ProblemSuite.uniform(count: 333, seed: 1)
    #expect(model.answers(to: suite, threads: 1) == model.answers(to: suite, threads: 3))
    let (one, four) = (model.evaluate(suite, threads: 1), model.evaluate(suite, threads: 4))
    #expect(one.accuracy == four.accuracy && one.failures == four.failures)
    #expect(one.accuracy.total == 333 && one.failures.count == 333 - one.accuracy.count)
  }

  @Test func hookShapesAreThoseOfTheFormat() throws {
    let program = try Program(.microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: true))
    let shapes = Dictionary(uniqueKeysWithValues: program.hooks.map { ($0.name, $0.dimensions(positions: program.positions)) })
    #expect(shapes["hook_embed"] == [33, 2])
    #expect(shapes["hook_pos_embed"] == [33, 3])
    #expect(shapes["blocks.0.attn.hook_q"] == [33, 1, 4])
    #expect(shapes["blocks.0.attn.hook_pattern"] == [1, 33, 33])
    #expect(shapes["blocks.0.attn.hook_z"] == [33, 1, 5])
    #expect(shapes["blocks.0.hook_resid_post"] == [33, 5])
    #expect(shapes["logits"] == [33, 10])
  }

  /// Vectors that straddle two cache lines make everything a fifth slower.
  @Test func vectorsBeginCacheLines() throws {
    let program = try Program(.gptAcc(width: 7, hidden: 14))
    let passes = (0..<8).map { _ in Pass<Lane>(program) }
    for pass in passes { #expect(UInt(bitPattern: pass.logits(at: 0)) % 64 == 0) }
  }
}
