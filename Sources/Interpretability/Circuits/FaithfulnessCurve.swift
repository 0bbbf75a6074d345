/// How much of the model's performance circuits of every size keep: each the best-ranked parts, everything else resample-ablated.
///
/// Its areas are those of the MIB benchmark (Mueller et al. 2025). With f(k) the faithfulness of the best-ranked part k of all parts,
/// CPR is the integral of f over k from 0 to 1, and CMD that of |1 - f|, both by trapezoids. MIB begins at a thousandth of all parts;
/// models of a few parts begin at none, where f is 0.
public struct FaithfulnessCurve: Codable, Hashable, Sendable {
  /// One circuit.
  public struct Point: Codable, Hashable, Sendable {
    /// How many parts are kept.
    public let kept: Int
    /// The metric.
    public let metric: Estimate
    /// (circuit - everything ablated) / (whole - everything ablated).
    public let faithfulness: Double
  }

  /// From no part to all of them; of many parts, some sizes.
  public let points: [Point]
  /// The integrated circuit performance ratio: 1 for a model whose work is done by a vanishing share of its parts.
  public let performanceRatio: Double
  /// The integrated circuit-model distance: 0 for such a model.
  public let modelDistance: Double

  init(_ points: [Point]) {
    self.points = points
    let total = Double(points.last?.kept ?? 1)
    func area(_ height: (Double) -> Double) -> Double {
      zip(points, points.dropFirst()).reduce(0) { sum, ends in
        let width = Double(ends.1.kept - ends.0.kept) / total
        return sum + width * (height(ends.0.faithfulness) + height(ends.1.faithfulness)) / 2
      }
    }
    performanceRatio = area { $0 }
    modelDistance = area { abs(1 - $0) }
  }

  /// The sizes that are measured: all of up to 64, or as many, spread evenly.
  static func sizes(_ parts: Int) -> [Int] {
    let steps = min(parts, 64)
    return steps == 0 ? [0] : (0...steps).map { $0 * parts / steps }
  }
}

extension CircuitMeasurer {
  /// The curve of a ranking; nil where ablation changes nothing, so that there is nothing to be faithful to.
  mutating func curve(_ ranking: [Int], _ criterion: CircuitCriterion) throws(AnalysisError) -> FaithfulnessCurve? {
    let sizes = FaithfulnessCurve.sizes(parts.count)
    var points: [FaithfulnessCurve.Point] = []
    for (size, circuit) in zip(sizes, try measure(sizes.map { nested(ranking, $0) })) {
      let estimate = try circuit.estimate(of: criterion.metric)
      guard let faithfulness = estimate.value.flatMap(criterion.faithfulness) else { return nil }
      points.append(.init(kept: size, metric: estimate, faithfulness: faithfulness))
    }
    return FaithfulnessCurve(points)
  }
}
