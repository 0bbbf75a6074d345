import Addition
import Lanes
import Synchronization
import Transformer

extension Certificate {
  /// Proves a model right on all 10^20 sums, finds one that is wrong, or says what is open.
  ///
  /// Digit by digit, given the true digits before it: if each is right, greedy decoding is right by induction; if one is wrong after
  /// a true prefix, greedy decoding goes wrong there. `Sources/README.md` tells the whole argument.
  ///
  /// Proofs, margins and counterexamples do not depend on the number of threads. What is left open when time is up does depend on
  /// the machine.
  ///
  /// - Parameters:
  ///   - timeLimit: after which what is open stays open.
  ///   - counts: whether to bound how many sums are wrong, too, if some are. That takes all of the time; every question gets
  ///     the same part of it.
  ///   - progress: told, from any thread, how many of how many questions are done.
  /// - Throws: `CertificateError` for a model that the method is not for.
  public init(
    _ model: Model, arithmetic: CertifiedArithmetic = .real, timeLimit: Duration = .seconds(60), threads: Int = 1,
    counts: Bool = false,
    progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws(CertificateError) {
    let start = ContinuousClock.now
    let deadline = start + timeLimit
    let parts = try OneLayerModel(model, arithmetic: arithmetic)
    let questions = Question.all(parts)
    // Coordinates are the same for all questions but where all of a feature's values vanish: the first tells whether it is feasible.
    let firstWrong = Atomic(Int.max)
    let done = Atomic(0)
    let findings: [Result<QuestionFinding?, CertificateError>] = Parallel.map(
      items: questions.count, workers: threads, tools: { () }
    ) { _, item in
      // What comes behind a wrong sum is not looked at: the first in order is the answer, whoever found it.
      if !counts && item > firstWrong.load(ordering: .relaxed) { return .success(nil) }
      let share = counts ? ContinuousClock.now + timeLimit * Double(max(threads, 1)) / Double(questions.count) : deadline
      let finding = Self.finding(questions[item], parts, min(share, deadline), counts)
      if case .success(let found) = finding, found.wrong != nil { firstWrong.min(item, ordering: .relaxed) }
      progress(done.add(1, ordering: .relaxed).newValue, questions.count)
      return finding.map { $0 }
    }
    var found: [QuestionFinding] = []
    for finding in findings { if let finding = try finding.get() { found.append(finding) } }
    self.arithmetic = arithmetic
    dimensions = found.map(\.dimensions).max() ?? 0
    handsOn = parts.entryMatrix == nil ? .values : .factor
    counterexample = found.first { $0.wrong != nil }.flatMap { Counterexample($0, model, arithmetic) }
    seconds = (ContinuousClock.now - start) / .seconds(1)
    if counterexample != nil {
      (verdict, digits, self.questions, wrong) = (.refuted, [], [], counts ? WrongCount(ofDigits: Self.counts(found)) : nil)
      return
    }
    let digits = (0..<Problem.sumDigits).map { place in DigitCertificate(place, found.filter { $0.question.place == place }) }
    // Every question was looked at, none is open, and all of every margin is above zero.
    let isProved = found.count == questions.count && digits.allSatisfy { $0.open.isEmpty && ($0.margin ?? 0) > 0 }
    (verdict, self.digits) = (isProved ? .proved : .undecided, digits)
    self.questions = isProved ? found.compactMap(\.proof) : []
    wrong = isProved ? WrongCount(least: 0, most: 0) : counts ? WrongCount(ofDigits: Self.counts(found)) : nil
  }

  /// How many inputs each digit is wrong for: a place's questions share none.
  private static func counts(_ findings: [QuestionFinding]) -> [WrongCount] {
    (0..<Problem.sumDigits).map { place in
      findings.filter { $0.question.place == place }.reduce(WrongCount(least: 0, most: 0)) {
        WrongCount(least: $0.least + $1.count.least, most: $0.most + $1.count.most)
      }
    }
  }

  private static func finding(
    _ question: Question, _ model: OneLayerModel, _ deadline: ContinuousClock.Instant, _ counts: Bool
  ) -> Result<QuestionFinding, CertificateError> {
    let table = KeyTable(model, place: question.place, token: question.token)
    return Result { () throws(CertificateError) in
      var finding = try table.perform(
        SearchOfQuestion(question: question, model: model, table: table, deadline: deadline, counts: counts))
      finding.proof = QuestionProof(finding, table)
      return finding
    }
  }
}

/// `QuestionSearch`, for any number of coordinates.
private struct SearchOfQuestion: DimensionedWork {
  let question: Question
  let model: OneLayerModel
  let table: KeyTable
  let deadline: ContinuousClock.Instant
  let counts: Bool

  func run<let N: Int>(_: Tail<N>.Type) -> QuestionFinding {
    QuestionSearch<N>(question, model, table, deadline: deadline).run(counts: counts)
  }
}

extension DigitCertificate {
  fileprivate init(_ place: Int, _ findings: [QuestionFinding]) {
    self.place = place
    let least = findings.map(\.margin).min() ?? .infinity
    margin = least.isFinite ? least : nil
    bars = findings.reduce(0) { $0 + $1.bars }
    boxes = findings.reduce(0) { $0 + $1.boxes }
    open = findings.flatMap(\.open)
    openInputs = findings.reduce(0) { $0 + $1.openInputs }
    rounding = findings.map(\.rounding).max() ?? 0
  }
}

extension Counterexample {
  /// - Returns: nil if the engine, in the arithmetic that it is about, does not answer wrong: then something is wrong with the proof.
  fileprivate init?(_ finding: QuestionFinding, _ model: Model, _ arithmetic: CertifiedArithmetic) {
    guard let wrong = finding.wrong, let problem = wrong.operands.problem else { return nil }
    (self.problem, place, margin) = (problem, finding.question.place, wrong.margin)
    float32 = Self.answer(model, problem, Lane.self)
    float64 = Self.answer(model, problem, ExactLane.self)
    if arithmetic == .float32 && float32 == problem.sum || arithmetic == .float64 && float64 == problem.sum { return nil }
  }

  private static func answer<V: LaneVector>(_ model: Model, _ problem: Problem, _: V.Type) -> UInt64? {
    let pass = Pass<V>(model.program, isLean: true)
    pass.load(CollectionOfOne(problem))
    let weights = WeightStore<V.Scalar>(model.program, parameters: model.weights.map { V.Scalar($0) })
    return pass.decode(weights)[0]
  }
}
