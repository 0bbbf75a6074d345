import Addition
import Lanes
import Synchronization
import Transformer

/// Measures many states of one model on the same problems.
struct StateMeasurer {
  /// The model as it is.
  let model: Model
  let test: ProblemSuite
  /// Whose activations `donor` and `paths` interventions read.
  var donor: (@Sendable (_ index: Int) -> Problem)?
  /// What the logit difference compares, where it is not the flipped carry's digit: pairs whose digits differ.
  var contrast: (@Sendable (_ index: Int) -> (clean: Problem, corrupted: Problem))?
  var plan = MeasurementPlan()
  let threads: Int
  var progress: StudyProgress = { _, _ in }

  /// The model's program, as it is or with interventions, and the digits of the answer that are read from it.
  struct Run: Sendable {
    let program: Program
    let digits: [Int]
  }

  /// One run for all digits of the answer whose interventions are the same.
  ///
  /// - Parameters:
  ///   - digits: those that are looked at; nil for all.
  ///   - interventions: of one digit; nil to leave it out.
  /// - Throws: `AnalysisError.intervention` for one that is not the program's.
  static func runs(
    of program: Program, digits: [Int]? = nil, _ interventions: (_ answerDigit: Int) -> [Intervention]?
  ) throws(AnalysisError) -> [Run] {
    var runs: [(interventions: [Intervention], digits: [Int])] = []
    for digit in digits ?? Array(0..<program.architecture.format.answerLength) {
      guard let wanted = interventions(digit) else { continue }
      if let index = runs.firstIndex(where: { $0.interventions == wanted }) {
        runs[index].digits.append(digit)
      } else {
        runs.append((wanted, [digit]))
      }
    }
    do throws(InterventionError) {
      return try runs.map { run throws(InterventionError) in
        Run(program: try program.intervening(with: run.interventions), digits: run.digits)
      }
    } catch {
      throw .intervention(error)
    }
  }

  /// Measures every state: runs that together predict each digit of the answer once. `progress` counts problems of all states.
  ///
  /// - Throws: `AnalysisError.plan`, `.notFinite` where a mean has no value because the model's numbers are none.
  func measure(_ states: [[Run]]) throws(AnalysisError) -> [Measurement] {
    try plan.check()
    try test.requireProblems()
    let bootstrap = plan.means.isEmpty ? nil : Bootstrap(problems: test.count, seed: plan.seed)
    let format = model.architecture.format
    let initial = MeasurementTally(format, plan, states: states.count, bootstrap)
    let done = Atomic(0)
    let total = test.count * states.count
    let parts = model.forEachBlock(of: test, threads: threads, isLean: true, initial: initial) { plain in
      let lender = donor.map { _ in Pass<Lane>(model.program) }
      let runs = Self.intervened(states, sharing: plain)
      for run in runs { run.pass.donor = lender }
      return (lender: lender, runs: runs)
    } _: { plain, weights, tools, indices, tally in
      if let donor, let lender = tools.lender {
        lender.load(count: indices.count) { donor(indices.lowerBound + $0) }
        lender.forward(weights, positions: 0..<model.program.positions, onlyAnswers: true)
      }
      let block = indices.map { test[$0] }
      if plan.reading == .teacherForced {
        plain.forward(weights, positions: 0..<model.program.positions, onlyAnswers: true)
      }
      tally.begin(plain, block, first: indices.lowerBound)
      // Counts alone need none.
      let scores = bootstrap.map { _ in
        var scores = BlockScores(format)
        scores.load(block, plain, pairs: contrast.map { contrast in indices.map { contrast($0) } })
        if plan.metrics.contains(.divergence) { scores.keepDistributions(of: plain) }
        return scores
      }
      var digitsRight = [Lane](repeating: Lane(), count: states.count)
      for run in tools.runs {
        switch plan.reading {
        case .teacherForced:
          run.pass.forward(weights, positions: 0..<run.positions, onlyAnswers: true, from: run.firstStep)
        case .generated: _ = run.pass.decode(weights)
        }
        for digit in run.digits {
          digitsRight[run.state] += tally.count(digit, of: run.pass, state: run.state)
          if let scores { tally.add(digit, of: run.pass, scores, state: run.state, isFirst: run.state == 0) }
        }
      }
      tally.finish(digitsRight)
      progress(done.add(indices.count * states.count, ordering: .relaxed).newValue, total)
    }
    let sum = parts.reduce(into: initial) { $0.add($1) }
    let measured = Parallel.map(items: states.count, workers: threads) {
      ()
    } _: { _, state in
      sum.measurement(of: state)
    }
    let isFinite = measured.allSatisfy { $0.measures.allSatisfy { $0.estimate.value?.isFinite ?? true } }
    guard isFinite else { throw .notFinite(quantity: "the logits") }
    return measured
  }

  /// A run in the memory of the plain pass, which has computed all that comes before its first intervention.
  struct IntervenedPass {
    let state: Int
    let pass: Pass<Lane>
    let firstStep: Int
    let positions: Int
    let digits: [Int]
  }

  /// The runs of all states, those that start last first: none then overwrites what a later one builds on.
  static func intervened(_ states: [[Run]], sharing plain: Pass<Lane>) -> [IntervenedPass] {
    let format = plain.program.architecture.format
    let passes = states.enumerated().flatMap { state, runs in
      runs.map { run in
        IntervenedPass(
          state: state, pass: Pass(run.program, sharing: plain), firstStep: run.program.firstIntervenedStep,
          positions: (run.digits.map { format.query(answerDigit: $0) }.max() ?? 0) + 1, digits: run.digits)
      }
    }
    return passes.sorted { $0.firstStep > $1.firstStep }
  }
}
