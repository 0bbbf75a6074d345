import Addition
import Lanes
import Synchronization
import Transformer

/// What can be read off a model's activations, whether training put it there, and whether the model uses it.
///
/// For every hook, position and label a probe is trained on activations of one sample of problems and tested on another, teacher-forced. It
/// claims something only if it beats the same probe on shuffled labels and on models with random weights (see
/// `ProbeClaims`): by attention and residual streams, a good deal of the input can be read off any transformer. Of linear
/// probes that claim, the directions are taken out while the model runs (see `DirectionRemoval`): what can be read need not be
/// used.
public struct ProbeStudy: Codable, Hashable, Sendable {
  /// One probe.
  public struct Row: Codable, Hashable, Sendable {
    /// What is asked.
    public let label: ProbeLabel
    /// The activation's hook.
    public let hook: String
    /// The position in the sequence.
    public let position: Int
    /// The place of the sum that is asked about: the one whose answer digit the position predicts, or whose operand digit it holds.
    public let place: Int
    /// How many numbers the activation has, all heads together.
    public let features: Int
    /// How many of them, or of the probe's inputs, vary independently.
    public let dimensions: Int
    /// Right answers on the held-out problems.
    public let accuracy: Proportion
    /// The same with every class counting alike.
    public let balanced: BalancedAccuracy
    /// What answering the most frequent class gets right.
    public let majority: Proportion
    /// What the probe gets right when trained on shuffled labels.
    public let shuffled: Proportion
    /// What it gets right on each of the models with random weights.
    public let random: [Proportion]
    /// By how much its accuracy exceeds the best of these; negative where it does not.
    public let lead: Double
    /// Whether it beats all controls; see `ProbeClaims`.
    public let isClaimed: Bool
    /// The causal check, where a linear probe claims and the hook can be edited.
    public fileprivate(set) var removal: DirectionRemoval?

    /// The best of the models with random weights.
    public var bestRandom: Proportion? { random.max { $0.count < $1.count } }
    /// The best of everything that the probe has to beat.
    public var bestControl: Proportion { (random + [shuffled]).reduce(majority) { $1.count > $0.count ? $1 : $0 } }
  }

  /// The problems that probes are tested on, and digits counted.
  public let source: ProblemSource
  /// The problems that probes learn from.
  public let training: ProblemSource
  /// What probes can compute.
  public let kind: ProbeKind
  /// What shuffles, hidden units, random weights and directions follow from.
  public let seed: UInt64
  /// How the models with random weights were initialized, and from which seeds.
  public let initialization: Initialization
  /// See `initialization`.
  public let randomSeeds: [UInt64]
  /// How many standard deviations wide the intervals of a claim are, so that all hold together.
  public let deviate: Double
  /// The greatest lead of a model with random weights over all others at any probe.
  public let greatestRandomLead: Double
  /// What every position is called.
  public let positionLabels: [String]
  /// Label by label, hook by hook, position by position.
  public private(set) var rows: [Row]

  /// Trains and tests probes, and takes out the directions of those that claim.
  ///
  /// - Parameters:
  ///   - hooks: nil for `Program.usuallyProbedHooks`.
  ///   - positions: nil for the queries that predict the answer. Those that belong to no place of the sum are passed over.
  ///   - training: held-out problems to learn from; nil for `test.companion`, or 2,000 problems like it if those are fewer.
  ///   - controls: how many models with random weights. With 19, a model that is one of their kind claims anything in at most one
  ///     study of twenty.
  ///   - progress: in activations of one model.
  /// - Throws: `AnalysisError.noProblems`, `.notFinite`, `.numerical`; `.plan` where there is nothing to ask, or too much.
  /// - Precondition: there is at least one control.
  public init(
    _ model: Model, on test: ProblemSuite = .carry(), labels: [ProbeLabel] = ProbeLabel.usual, hooks: [HookPoint]? = nil,
    positions: [Int]? = nil, kind: ProbeKind = .linear, training: ProblemSuite? = nil, controls: Int = 19, seed: UInt64 = 1,
    threads: Int = 1, progress: StudyProgress = { _, _ in }
  ) throws(AnalysisError) {
    precondition(controls > 0, "a claim needs a control")
    let format = model.architecture.format
    let plan = try ProbePlan(
      model.program, hooks: hooks ?? model.program.usuallyProbedHooks,
      positions: positions ?? (0..<format.answerLength).map { format.query(answerDigit: $0) }, labels: labels,
      training: training ?? test.trainingCompanion, test: test, kind: kind, seed: seed)
    randomSeeds = (0..<controls).map { RandomWeights.seed($0, of: seed) }
    let models = [model] + randomSeeds.map { RandomWeights.model(like: model, seed: $0) }
    let outcomes = try Self.outcomes(plan, models, threads: threads, progress: progress)

    let claims = ProbeClaims(studied: outcomes[0].map(\.accuracy), random: outcomes.dropFirst().map { $0.map(\.accuracy) })
    (source, self.training, self.kind, self.seed) = (test.source, plan.training.source, kind, seed)
    initialization = RandomWeights.initialization(of: model)
    (deviate, greatestRandomLead) = (claims.deviate, claims.greatestRandomLead)
    positionLabels = Array(format.positionLabels.prefix(model.program.positions))
    rows = plan.cells.indices.map { cell in
      plan.row(cell, outcomes[0][cell], random: outcomes.dropFirst().map { $0[cell].accuracy }, claims)
    }
    guard kind == .linear else { return }
    let removals = try plan.removals(
      of: model, probes: rows.indices.map { rows[$0].isClaimed ? outcomes[0][$0].probe : nil }, threads: threads)
    for (cell, removal) in removals { rows[cell].removal = removal }
  }

  /// Model by model, cell by cell.
  private static func outcomes(
    _ plan: ProbePlan, _ models: [Model], threads: Int, progress: StudyProgress
  ) throws(AnalysisError) -> [[ProbeOutcome]] {
    let done = Mutex(0)
    let total = models.count * plan.sites.count
    let results = withoutActuallyEscaping(progress) { progress in
      Parallel.map(items: models.count, workers: threads) {
        ()
      } _: { _, index in
        Result { () throws(AnalysisError) in
          try plan.outcomes(of: models[index], isControl: index > 0) {
            let finished = done.withLock { done in
              done += 1
              return done
            }
            progress(finished, total)
          }
        }
      }
    }
    var outcomes: [[ProbeOutcome]] = []
    for result in results { outcomes.append(try result.get()) }
    return outcomes
  }
}

extension ProbePlan {
  /// One cell's row, without a causal check.
  fileprivate func row(
    _ cell: Int, _ outcome: ProbeOutcome, random: [Proportion], _ claims: ProbeClaims
  ) -> ProbeStudy.Row {
    let (site, accuracy) = (sites[cells[cell].site], outcome.accuracy)
    let answers = answers(cells[cell])
    let majority = Proportion(answers.test.count { $0 == Self.mostFrequent(answers.training) }, of: accuracy.total)
    let shuffled = Proportion(outcome.shuffled ?? 0, of: accuracy.total)
    return ProbeStudy.Row(
      label: cells[cell].label, hook: site.hook.name, position: site.position, place: site.place, features: site.elements.count,
      dimensions: outcome.dimensions, accuracy: accuracy, balanced: BalancedAccuracy(right: outcome.right, total: outcome.total),
      majority: majority, shuffled: shuffled, random: random, lead: claims.leads[cell],
      isClaimed: claims.claims(cell, accuracy, over: [majority, shuffled] + random))
  }

  /// The most frequent label, the lowest of those that are equally so.
  private static func mostFrequent(_ labels: [UInt8]) -> UInt8 {
    var counts = [Int](repeating: 0, count: 256)
    for label in labels { counts[Int(label)] += 1 }
    return UInt8(counts.indices.reduce(0) { counts[$1] > counts[$0] ? $1 : $0 })
  }
}

extension ProblemSuite {
  /// Problems like these to learn from: enough for nineteen classes.
  fileprivate var trainingCompanion: ProblemSuite {
    let companion = companion
    let count = Swift.max(companion.count, 2000)
    return switch companion.source {
    case .uniform(_, let seed): .uniform(count: count, seed: seed)
    case let source: .carry(count: count, seed: source.seed ?? 0)
    }
  }
}
