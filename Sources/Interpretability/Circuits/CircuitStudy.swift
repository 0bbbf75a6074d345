import Addition
import Transformer

/// The smallest set of parts that does what the model does while all others are resample-ablated at once: searched on one sample of
/// problems, judged on another.
///
/// Resample ablation gives an activation, or what an edge brings, the value it has on another problem, drawn for each problem
/// independently (`Donors`). Everything is teacher-forced.
public struct CircuitStudy: Codable, Hashable, Sendable {
  /// What is asked for.
  public struct Plan: Codable, Hashable, Sendable {
    /// The parts.
    public var grain: CircuitGrain
    /// What a circuit is to keep.
    public var metric: Metric
    /// How much of it, above 0 and below 1. Of shares, the lower end of the circuit's interval must
    /// reach this part of the whole model's share; of means, the circuit's faithfulness must.
    public var threshold: Double

    /// Whole answers of heads and units, to 95%, unless told otherwise.
    public init(grain: CircuitGrain = .nodes, metric: Metric = .exact, threshold: Double = 0.95) {
      (self.grain, self.metric, self.threshold) = (grain, metric, threshold)
    }
  }

  /// A part of the model.
  public struct Row: Codable, Hashable, Sendable {
    /// Which.
    public let part: CircuitPart
    /// Whether it is in the circuit.
    public let isKept: Bool
    /// Its place among all parts by how much it is missed, 1 first; nil where nothing was searched.
    public let rank: Int?
    /// The metric with this part alone resample-ablated.
    public let modelWithout: Estimate
    /// Minimality: the metric of the circuit without it; nil for parts outside.
    public let circuitWithout: Estimate?
    /// What it transmits; nil for parts outside.
    public let role: CircuitRole?
  }

  /// What was asked for.
  public let plan: Plan
  /// The problems that everything here was measured on.
  public let source: ProblemSource
  /// The problems that were searched on.
  public let search: ProblemSource
  /// The problems that donors were drawn from, by `Donors`: for problem `index` of `source` its donor of `index`; for that of `search`, its
  /// donor of `index` after all of `source`.
  public let reference: ProblemSource
  /// The seed of intervals of means and of the roles' tests.
  public let seed: UInt64
  /// What can be said.
  public let verdict: CircuitVerdict
  /// How the circuit was found; nil where nothing was searched.
  public let method: CircuitMethod?
  /// The metric of the whole model, and with every part resample-ablated.
  public let whole: Estimate
  /// See `whole`.
  public let ablated: Estimate
  /// The metric of the circuit; nil where nothing was searched.
  public let circuit: Estimate?
  /// (circuit - everything ablated) / (whole - everything ablated).
  public let faithfulness: Double?
  /// Completeness: the metric with the circuit ablated and all else left alone. All that the model does is in the circuit where this is
  /// no better than `ablated`.
  public let remainder: Estimate?
  /// All parts, in the order of the computation.
  public let rows: [Row]
  /// How much the best-ranked parts keep; nil where nothing was searched.
  public let curve: FaithfulnessCurve?

  /// The parts of the circuit.
  public var members: [Row] { rows.filter(\.isKept) }

  /// Searches and judges.
  ///
  /// - Parameters:
  ///   - test: the problems to judge on.
  ///   - search: the problems to search on; nil for 550 of `test.companion`.
  ///   - reference: the problems to draw donors from; nil for the companion of `search`.
  ///   - progress: told of circuits.
  /// - Throws: `AnalysisError.noProblems`; `.plan` for a threshold that is none, or more than so few problems can tell, and for edges
  ///   of a model with interventions; `.notFinite` where the metric has no value.
  public init(
    _ model: Model, on test: ProblemSuite = .carry(), plan: Plan = Plan(), search: ProblemSuite? = nil,
    reference: ProblemSuite? = nil, seed: UInt64 = 1, threads: Int = 1, progress: @escaping StudyProgress = { _, _ in }
  ) throws(AnalysisError) {
    let search = search ?? CircuitProblems.search(beside: test)
    let reference = reference ?? search.companion
    try plan.check(problems: [test, search])
    try reference.requireProblems()
    let model = try CircuitModel.model(model, for: plan.grain)
    let parts = plan.grain.parts(of: model.program)
    let measured = MeasurementPlan(metrics: [plan.metric], seed: seed)
    let donors = Donors(from: reference)
    var judge = CircuitMeasurer(
      model, parts, on: test, donors: donors, from: 0, measured, threads: threads, progress: progress)
    let (whole, ablated) = (try judge.measure(judge.whole), try judge.measure(judge.nothing))
    let criterion = try CircuitCriterion(plan.metric, threshold: plan.threshold, whole: whole, ablated: ablated)
    var verdict = CircuitVerdict(before: criterion, whole: whole, ablated: ablated, plan.grain, problems: test.count)
    var found: CircuitSearch.Result?
    if verdict == nil {
      let finder = CircuitMeasurer(
        model, parts, on: search, donors: donors, from: test.count, measured, threads: threads, progress: progress)
      var circuits = try CircuitSearch(finder, plan)
      found = try circuits.smallest()
      if found == nil { verdict = CircuitVerdict(undecided: circuits.criterion, problems: search.count) }
    }
    let circuit = try found.map { found throws(AnalysisError) in try judge.measure(found.kept) }
    if let found, let circuit {
      verdict = CircuitVerdict(
        circuit: circuit, size: found.kept.count { $0 }, of: parts.count, plan.grain, found.method, criterion)
    }
    self.plan = plan
    (source, self.search, self.reference, self.seed) = (test.source, search.source, reference.source, seed)
    self.verdict = verdict ?? CircuitVerdict(undecided: criterion, problems: search.count)
    method = found?.method
    self.whole = try whole.estimate(of: plan.metric)
    self.ablated = try ablated.estimate(of: plan.metric)
    let estimate = try circuit.map { circuit throws(AnalysisError) in try circuit.estimate(of: plan.metric) }
    self.circuit = estimate
    faithfulness = estimate?.value.flatMap(criterion.faithfulness)
    remainder = try found.map { found throws(AnalysisError) in
      try judge.measure(found.kept.map { !$0 }).estimate(of: plan.metric)
    }
    curve = try found.flatMap { found throws(AnalysisError) in try judge.curve(found.ranking, criterion) }
    rows = try Self.rows(
      found, &judge,
      roles: { parts throws(AnalysisError) in
        try CircuitRole.roles(of: parts, in: model, seed: seed, threads: threads)
      })
  }

  /// Every part, measured out of the model and, if it is in the circuit, out of the circuit.
  private static func rows(
    _ found: CircuitSearch.Result?, _ judge: inout CircuitMeasurer,
    roles: ([CircuitPart]) throws(AnalysisError) -> [CircuitRole]
  ) throws(AnalysisError) -> [Row] {
    let (parts, metric) = (judge.parts, judge.plan.metrics[0])
    let members = parts.indices.filter { found?.kept[$0] ?? false }
    let circuit = found?.kept ?? judge.nothing
    let alone = try judge.measure(parts.indices.map { CircuitSearch.without($0, judge.whole) })
    let missed = try judge.measure(members.map { CircuitSearch.without($0, circuit) })
    let tested = try roles(members.map { parts[$0] })
    var rows: [Row] = []
    for (index, part) in parts.enumerated() {
      let place = members.firstIndex(of: index)
      rows.append(
        Row(
          part: part, isKept: place != nil, rank: found?.ranking.firstIndex(of: index).map { $0 + 1 },
          modelWithout: try alone[index].estimate(of: metric),
          circuitWithout: try place.map { place throws(AnalysisError) in try missed[place].estimate(of: metric) },
          role: place.map { tested[$0] }))
    }
    return rows
  }
}

extension Measurement {
  /// - Throws: `AnalysisError.notFinite` if there is no value.
  func estimate(of metric: Metric) throws(AnalysisError) -> Estimate {
    guard let estimate = self[metric], estimate.value != nil else {
      throw .notFinite(quantity: "the metric '\(metric.rawValue)'")
    }
    return estimate
  }
}
