import Addition
import Lanes
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
  ///   - shouldStop: asked now and then, from any thread: then it is as if time were up.
  /// - Throws: `CertificateError` for a model that the method is not for.
  public init(
    _ model: Model, arithmetic: CertifiedArithmetic = .real, timeLimit: Duration = .seconds(60), threads: Int = 1,
    counts: Bool = false,
    progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in },
    until shouldStop: @escaping @Sendable () -> Bool = { false }
  ) throws(CertificateError) {
    let start = ContinuousClock.now
    let parts = try OneLayerModel(model, arithmetic: arithmetic)
    let study = try QuestionStudy(
      parts, until: SearchEnd(start + timeLimit, isWanted: shouldStop), threads: threads, counts: counts, progress: progress)
    self.init(study, of: model, parts, arithmetic, seconds: { (ContinuousClock.now - start) / .seconds(1) })
  }

  /// What follows from what was found out about the questions.
  init(
    _ study: QuestionStudy, of model: Model, _ parts: OneLayerModel, _ arithmetic: CertifiedArithmetic, seconds: () -> Double
  ) {
    let found = study.findings
    self.arithmetic = arithmetic
    dimensions = found.map(\.dimensions).max() ?? 0
    handsOn = parts.entryMatrix == nil ? .values : .factor
    counterexample = found.first { $0.wrong != nil }.flatMap { Counterexample($0, model, arithmetic) }
    wrongByDigit = study.wrongByDigit
    if counterexample != nil {
      (verdict, digits, questions, wrong) = (.refuted, [], [], study.wrong)
    } else {
      digits = (0..<Problem.sumDigits).map { place in DigitCertificate(place, found.filter { $0.question.place == place }) }
      // Every question was looked at, none is open, and all of every margin is above zero.
      let isProved =
        study.isComplete && digits.allSatisfy { $0.open.isEmpty && ($0.margin ?? 0) > 0 } && (study.wrong?.most ?? 0) == 0
      verdict = isProved ? .proved : .undecided
      questions = isProved ? found.compactMap(\.proof) : []
      wrong = isProved ? WrongCount(least: 0, most: 0) : study.wrong
    }
    self.seconds = seconds()
  }
}

extension DigitCertificate {
  init(_ place: Int, _ findings: [QuestionFinding]) {
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
  init?(_ finding: QuestionFinding, _ model: Model, _ arithmetic: CertifiedArithmetic) {
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
