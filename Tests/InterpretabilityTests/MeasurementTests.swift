import Addition
import Foundation
import Lanes
import Synchronization
import Testing
import Transformer

@testable import Interpretability

/// Not that of Foundation, a number with a unit.
private typealias Measurement = Interpretability.Measurement

/// Every number of a measurement against a plain computation from the model's logits.
@Suite struct MeasurementTests {
  private let model: Model
  private let suite = ProblemSuite.carry(count: 77, seed: 3)
  private let donors = ProblemSuite.carry(count: 77, seed: 8)
  private let change = Intervention(hook: "blocks.0.attn.hook_z", head: 1, positions: Array(20..<28), operation: .donor)

  init() throws { model = try TestModels.random() }

  /// States: the model as it is, one intervened for all digits, and one in two runs, each for some of the digits.
  private func states() throws -> [[StateMeasurer.Run]] {
    let all = Array(0..<11)
    let changed = try model.program.intervening(with: [change])
    let zeroed = try model.program.intervening(with: [Intervention(hook: "blocks.1.hook_mlp_out", operation: .zero)])
    return [
      [.init(program: model.program, digits: all)], [.init(program: changed, digits: all)],
      [.init(program: changed, digits: [0, 3, 10]), .init(program: zeroed, digits: all.filter { ![0, 3, 10].contains($0) })],
    ]
  }

  private func measure(
    _ plan: MeasurementPlan, threads: Int = 1, contrast: (@Sendable (Int) -> (clean: Problem, corrupted: Problem))? = nil
  ) throws -> [Measurement] {
    var measurer = StateMeasurer(model: model, test: suite, threads: threads)
    let donors = donors
    measurer.donor = { donors[$0] }
    measurer.contrast = contrast
    measurer.plan = plan
    return try measurer.measure(states())
  }

  // MARK: Plain computation

  /// Logits at the query of every digit: `[problem][digit][token]`.
  private func logits(_ model: Model) throws -> [[[Double]]] {
    let array = try #require(try model.run(suite, hooks: "logits", donors: model.program.needsDonors ? donors : nil)["logits"])
    let format = model.architecture.format
    return suite.indices.map { index in
      (0..<11).map { digit in
        (0..<format.vocabularySize).map { Double(array[index, format.query(answerDigit: digit), $0]) }
      }
    }
  }

  private func logitsOfStates() throws -> [[[[Double]]]] {
    let (plain, changed) = (try logits(model), try logits(model.intervening(with: [change])))
    let zeroed = try logits(model.intervening(with: [Intervention(hook: "blocks.1.hook_mlp_out", operation: .zero)]))
    let mixed = suite.indices.map { index in
      (0..<11).map { [0, 3, 10].contains($0) ? changed[index][$0] : zeroed[index][$0] }
    }
    return [plain, changed, mixed]
  }

  private func logProbabilities(_ logits: [Double]) -> [Double] {
    let highest = logits.max() ?? 0
    let total = highest + log(logits.reduce(0) { $0 + exp($1 - highest) })
    return logits.map { $0 - total }
  }

  private func isRight(_ logits: [Double], _ digit: UInt8) -> Bool {
    logits.indices.allSatisfy { $0 == Int(digit) || logits[$0] < logits[Int(digit)] }
  }

  /// The value of one digit; nil where the metric has none.
  private func value(
    _ metric: Metric, _ problem: Problem, _ place: Int, _ logits: [Double], plain: [Double],
    pair: (clean: Problem, corrupted: Problem)?
  ) -> Double? {
    let digit = Int(problem.sumDigits[place])
    switch metric {
    case .exact: return nil
    case .digits: return isRight(logits, UInt8(digit)) ? 1 : 0
    case .loss: return -logProbabilities(logits)[digit]
    case .divergence:
      let (p, q) = (logProbabilities(plain), logProbabilities(logits))
      return zip(p, q).reduce(0) { $0 + exp($1.0) * ($1.0 - $1.1) }
    case .logitDifference:
      if let pair {
        let (clean, corrupted) = (Int(pair.clean.sumDigits[place]), Int(pair.corrupted.sumDigits[place]))
        return clean == corrupted ? nil : logits[clean] - logits[corrupted]
      }
      guard place > 0 else { return nil }
      return logits[digit] - logits[(digit + (Carries(problem).carryIn(place) ? 9 : 1)) % 10]
    }
  }

  private func belongs(_ place: Int, of problem: Problem, to group: DigitGroup) -> Bool {
    let carries = Carries(problem)
    return switch group {
    case .all: true
    case .place(let number): place == number
    case .carry(let carry): carries.carryIn(place) == carry
    case .kind(let kind): place < 10 && carries.kind(place) == kind
    case .chain(let length): carries.chain(into: place) == length
    }
  }

  private static let everything = MeasurementPlan(metrics: Metric.allCases, groupings: DigitGrouping.allCases)

  private func expectPlain(
    _ measured: [Measurement], _ pair: ((Int) -> (clean: Problem, corrupted: Problem))? = nil
  ) throws {
    let all = try logitsOfStates()
    for (state, measurement) in measured.enumerated() {
      for measure in measurement.measures {
        var values: [Double] = []
        for (index, problem) in suite.enumerated() {
          if measure.metric == .exact {
            if case .chain(let length) = measure.group, Carries(problem).longestChain != length { continue }
            values.append((0..<11).allSatisfy { isRight(all[state][index][$0], problem.sumDigits[$0]) } ? 1 : 0)
            continue
          }
          for place in 0..<11 where belongs(place, of: problem, to: measure.group) {
            let value = value(
              measure.metric, problem, place, all[state][index][place], plain: all[0][index][place], pair: pair?(index))
            if let value { values.append(value) }
          }
        }
        #expect(measure.estimate.count == values.count, "\(state) \(measure.metric) \(measure.group)")
        guard !values.isEmpty else {
          #expect(measure.estimate.value == nil && measure.estimate.lower == nil)
          continue
        }
        let (mean, found) = (values.reduce(0, +) / Double(values.count), try #require(measure.estimate.value))
        #expect(abs(found - mean) < 1e-4 * max(1, abs(mean)), "\(state) \(measure.metric) \(measure.group): \(found), \(mean)")
        let (lower, upper) = (try #require(measure.estimate.lower), try #require(measure.estimate.upper))
        #expect(lower <= found + 1e-9 && found <= upper + 1e-9)
      }
    }
  }

  @Test func everyMetricGroupAndStateIsWhatTheLogitsSay() throws {
    let measured = try measure(Self.everything)
    #expect(measured.count == 3 && measured[0].measures.count == Self.everything.measures.count)
    try expectPlain(measured)
    for (digit, accuracy) in measured[1].accuracy.digits.enumerated() {
      #expect(measured[1][.digits, .place(digit)]?.value == accuracy.overall.rate)
    }
    #expect(measured[1][.exact] == Estimate(measured[1].accuracy.exact))
  }

  /// Pairs change what the logit difference compares, and nothing else.
  @Test func pairsAreComparedWhereTheirAnswersDiffer() throws {
    let pairs = ProblemPairs(changingACarryOf: .uniform(count: 77, seed: 9))
    let pair = { @Sendable (index: Int) in (clean: pairs[index].clean, corrupted: pairs[index].corrupted) }
    let measured = try measure(Self.everything, contrast: pair)
    try expectPlain(measured, pair)
    let plain = try measure(Self.everything)
    for metric in Metric.allCases where metric != .logitDifference { #expect(measured[1][metric] == plain[1][metric]) }
  }

  @Test func theUnchangedModelDivergesFromNothing() throws {
    let measured = try measure(MeasurementPlan(metrics: [.divergence]))
    #expect(measured[0][.divergence]?.value == 0 && measured[0][.divergence]?.upper == 0)
    #expect(try #require(measured[1][.divergence]?.value) > 0)
  }

  @Test(arguments: AnswerReading.allCases) func threadsChangeNoBit(reading: AnswerReading) throws {
    var plan = Self.everything
    plan.reading = reading
    if reading == .generated { plan.metrics.removeAll { $0 == .divergence } }
    let one = try measure(plan)
    for threads in [2, 16] { #expect(try measure(plan, threads: threads) == one) }
  }

  // MARK: Generated answers

  /// Digits and losses along the model's own answer, one problem at a time.
  @Test func generatedAnswersAreReadAsTheyAreWritten() throws {
    let plan = MeasurementPlan(metrics: [.exact, .digits, .loss], groupings: [.place], reading: .generated)
    let measured = try measure(plan)
    let changed = try model.intervening(with: [change])
    let answers = changed.answers(to: suite, donors: donors)
    #expect(measured[0].accuracy.exact.count == zip(model.answers(to: suite), suite).count { $0 == $1.sum })
    #expect(measured[1].accuracy.exact.count == zip(answers, suite).count { $0 == $1.sum })
    let (pass, donor) = (Pass<Lane>(changed.program), Pass<Lane>(model.program))
    let weights = WeightStore(model.program, parameters: model.weights)
    pass.donor = donor
    var (right, loss) = ([Int](repeating: 0, count: 11), [Double](repeating: 0, count: 11))
    for (index, problem) in suite.enumerated() {
      donor.load([donors[index]])
      donor.forward(weights)
      pass.load([problem])
      _ = pass.decode(weights)
      for place in 0..<11 {
        let row = pass.logits(at: model.architecture.format.query(answerDigit: place))
        let logits = (0..<14).map { Double(row[$0][0]) }
        if isRight(logits, problem.sumDigits[place]) { right[place] += 1 }
        loss[place] -= logProbabilities(logits)[Int(problem.sumDigits[place])]
      }
    }
    for place in 0..<11 {
      #expect(measured[1].accuracy.digits[place].overall == Proportion(right[place], of: 77))
      let mean = try #require(measured[1][.loss, .place(place)]?.value)
      #expect(abs(mean - loss[place] / 77) < 1e-4 * max(1, mean))
    }
    // Where the model errs, what it reads is not what it is taught.
    let taught = try measure(MeasurementPlan(metrics: [.loss], groupings: [.place]))
    #expect(taught[0][.loss, .place(0)] == measured[0][.loss, .place(0)])
    #expect(taught[0][.loss, .place(10)] != measured[0][.loss, .place(10)])
  }

  @Test func whatDoesNotGoTogetherIsRefused() throws {
    #expect(throws: AnalysisError.self) { try measure(MeasurementPlan(metrics: [.divergence], reading: .generated)) }
    #expect(throws: AnalysisError.self) { try measure(MeasurementPlan(metrics: [])) }
    var measurer = StateMeasurer(model: model, test: ProblemSuite(name: "none", problems: []), threads: 1)
    measurer.plan.metrics = [.loss]
    #expect(throws: AnalysisError.noProblems(suite: "none")) { try measurer.measure([]) }
    let infinite = try TestModels.replacing("blocks.0.ln1.weight", in: model) { $0[0] = .nan }
    measurer = StateMeasurer(model: infinite, test: suite, threads: 1)
    measurer.plan.metrics = [.loss]
    #expect(throws: AnalysisError.notFinite(quantity: "the logits")) {
      try measurer.measure([[.init(program: infinite.program, digits: Array(0..<11))]])
    }
  }

  @Test func tellsHowFarItIs() throws {
    let seen = Mutex<[Int]>([])
    var measurer = StateMeasurer(model: model, test: suite, threads: 2) { done, total in
      #expect(total == 3 * 77)
      seen.withLock { $0.append(done) }
    }
    let donors = donors
    measurer.donor = { donors[$0] }
    _ = try measurer.measure(states())
    #expect(seen.withLock { $0.max() } == 3 * 77 && seen.withLock { Set($0).count } == 5)
  }
}

@Suite struct BootstrapTests {
  private func sample(_ count: Int, seed: UInt64) -> [Double] {
    var random = RandomStream(seed: seed, purpose: .evaluation)
    return (0..<count).map { _ in 3 + 2 * random.normal() }
  }

  /// Nineteen of twenty intervals hold the true mean; of 200, not fewer than 178 (a binomial tail of 1 in 1000).
  @Test func intervalsHoldTheMean() {
    let bootstrap = Bootstrap(problems: 300, seed: 1)
    let held = (0..<200).count { seed in
      let estimate = bootstrap.mean(of: sample(300, seed: UInt64(seed)))
      return (estimate.lower ?? .infinity)...(estimate.upper ?? .infinity) ~= 3
    }
    #expect((178...199).contains(held))
  }

  /// As wide as 3.92 standard errors, and so half as wide for four times as many.
  @Test func intervalsAreAsWideAsTheStandardErrorSays() throws {
    for count in [200, 800, 12_800] {
      let estimate = Bootstrap(problems: count, seed: 2).mean(of: sample(count, seed: 5))
      let width = try #require(estimate.upper) - (try #require(estimate.lower))
      #expect((0.85...1.15).contains(width / (3.92 * 2 / Double(count).squareRoot())), "\(count): \(width)")
    }
  }

  @Test func followsFromItsSeed() {
    let values = sample(500, seed: 3)
    #expect(Bootstrap(problems: 500, seed: 4).mean(of: values) == Bootstrap(problems: 500, seed: 4).mean(of: values))
    #expect(Bootstrap(problems: 500, seed: 4).mean(of: values) != Bootstrap(problems: 500, seed: 5).mean(of: values))
  }

  @Test func fewOrNoValues() {
    let none = Bootstrap(problems: 3, seed: 1).mean(of: [nil, nil, nil])
    #expect(none.value == nil && none.lower == nil && none.count == 0)
    let one = Bootstrap(problems: 1, seed: 1).mean(of: [2.5])
    #expect(one.value == 2.5 && one.lower == nil && one.upper == nil && one.count == 1)
    let gap = Bootstrap(problems: 3, seed: 1).mean(of: [1, nil, 3])
    #expect(gap.value == 2 && gap.count == 2 && gap.lower == 1 && gap.upper == 3)
  }
}
