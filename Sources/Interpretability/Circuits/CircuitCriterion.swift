import Addition

/// When a circuit does what the model does, and which of two circuits does it better.
struct CircuitCriterion {
  let metric: Metric
  /// The part of the model's own performance that is asked for, 0 to 1.
  let threshold: Double
  /// The metric of the whole model, and with every part resample-ablated, on the same problems as the circuits.
  let whole: Double
  let ablated: Double

  /// - Throws: `AnalysisError.notFinite` where a metric has no value.
  init(_ metric: Metric, threshold: Double, whole: Measurement, ablated: Measurement) throws(AnalysisError) {
    guard let all = whole[metric]?.value, let none = ablated[metric]?.value else {
      throw .notFinite(quantity: "the metric '\(metric.rawValue)'")
    }
    (self.metric, self.threshold, self.whole, self.ablated) = (metric, threshold, all, none)
  }

  /// Where a value lies between everything ablated, 0, and the whole model, 1; nil where these are the same.
  func faithfulness(_ value: Double) -> Double? {
    whole == ablated ? nil : (value - ablated) / (whole - ablated)
  }

  /// Whether what reaches the threshold does what the model does, and not a smaller part of it.
  var asksForAll: Bool { threshold >= CircuitVerdict.leastOfWhole }

  /// Whether a circuit is shown to reach the threshold. Of a share, the lower end of its interval must lie above that part of the whole
  /// model's share; of a mean, which may be anywhere and good when low, its faithfulness must.
  func isMet(by circuit: Measurement) -> Bool {
    guard let estimate = circuit[metric], let value = estimate.value else { return false }
    if metric.isShare { return (estimate.lower ?? 0) >= threshold * whole }
    return faithfulness(value).map { $0 >= threshold } ?? true
  }

  /// Whether a circuit's own value reaches the threshold, however sure it is.
  func isReached(by circuit: Measurement) -> Bool {
    guard let value = circuit[metric]?.value else { return false }
    return metric.isShare ? value >= threshold * whole : isMet(by: circuit)
  }

  /// Whether a circuit that has been measured on the first of some problems can still reach the threshold: if it does everything right on
  /// the others. Of means nothing can be said.
  func canBeMet(by circuit: Measurement, afterAll problems: Int) -> Bool {
    let first: Proportion
    switch metric {
    case .exact: first = circuit.accuracy.exact
    case .digits: first = circuit.accuracy.overall
    case .logitDifference, .loss, .divergence: return true
    }
    let total = first.total / max(1, circuit.accuracy.exact.total) * problems
    let best = Proportion(max(0, total - (first.total - first.count)), of: total)
    return best.interval95.lower >= threshold * whole
  }

  /// Whether one circuit is better than another: by the metric; by digits right, where both are the same.
  func isBetter(_ first: Measurement, than second: Measurement) -> Bool {
    let (a, b) = (goodness(first), goodness(second))
    return a.0 != b.0 ? a.0 > b.0 : a.1 > b.1
  }

  private func goodness(_ circuit: Measurement) -> (Double, Double) {
    let value = circuit[metric]?.value ?? -.infinity
    return (metric.isHighGood ? value : -value, circuit.accuracy.overall.rate ?? 0)
  }
}

extension Metric {
  /// Whether a model is better the higher it is.
  var isHighGood: Bool {
    switch self {
    case .exact, .digits, .logitDifference: true
    case .loss, .divergence: false
    }
  }
}
