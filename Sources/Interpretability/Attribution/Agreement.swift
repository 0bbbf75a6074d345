import Lanes

/// How well an approximation agrees with what it approximates, over many places of the computation.
public struct Agreement: Codable, Hashable, Sendable {
  /// What makes a point.
  public enum Points: String, Codable, Hashable, Sendable, CaseIterable {
    /// A place at one position.
    case positions
    /// A place at all positions at once.
    case places
  }

  /// The approximation.
  public let approximation: Approximation
  /// What it approximates.
  public let replacement: Replacement
  /// Places of one kind; nil for all kinds together.
  public let kind: AttributionStudy.Kind?
  /// What makes a point. Points at which nothing changes in any pair are left out.
  public let points: Points
  /// Pearson's coefficient between mean estimates and mean truths, its count that of the points, its interval from pairs drawn again;
  /// no value for fewer than three points, or where one side does not vary.
  public let pearson: Estimate
  /// Spearman's coefficient of the same.
  public let spearman: Estimate
  /// The sum of errors' sizes in parts of the sum of the truths' sizes: correlation does not see a wrong scale. Nil where all truths
  /// are zero.
  public let relativeError: Double?

  /// Every comparison, over all kinds and over each, at positions and at all of them.
  static func all(
    _ layout: ApproximationLayout, _ sums: GroupedSums, _ bootstrap: Bootstrap, threads: Int
  ) -> [Agreement] {
    let kinds = AttributionStudy.Kind.allCases.filter { kind in layout.sites.contains { $0.kind == kind } }
    let subsets: [AttributionStudy.Kind?] = [nil] + (kinds.count > 1 ? kinds.map { $0 } : [])
    let wanted = layout.comparisons.flatMap { comparison in
      subsets.flatMap { kind in Points.allCases.map { (comparison, kind, $0) } }
    }
    return Parallel.map(items: wanted.count, workers: threads) {
    } _: { _, index in
      let (comparison, kind, points) = wanted[index]
      return Agreement(comparison, kind, points, layout, sums, bootstrap)
    }
  }

  private init(
    _ comparison: Comparison, _ kind: AttributionStudy.Kind?, _ points: Points, _ layout: ApproximationLayout,
    _ sums: GroupedSums, _ bootstrap: Bootstrap
  ) {
    func isPoint(_ index: Int) -> Bool {
      let place = layout.places[index]
      guard (place.position == nil) == (points == .places), kind == nil || layout.sites[place.site].kind == kind else {
        return false
      }
      return !sums.isZero(layout.estimate(comparison, index)) || !sums.isZero(layout.truth(comparison.replacement, index))
    }
    let places = layout.places.indices.filter(isPoint)
    let estimates = places.map { layout.estimate(comparison, $0) }
    let truths = places.map { layout.truth(comparison.replacement, $0) }
    let once = [Double](repeating: 1, count: bootstrap.groups)
    func coefficient(_ of: ([Double], [Double]) -> Double?) -> Estimate {
      func value(_ draw: [Double]) -> Double? { of(sums.means(draw, of: estimates), sums.means(draw, of: truths)) }
      let all = value(once)
      return Estimate(mean: all, count: places.count, interval: all == nil ? nil : bootstrap.interval(of: value))
    }
    approximation = comparison.approximation
    replacement = comparison.replacement
    self.kind = kind
    self.points = points
    pearson = coefficient(Correlation.pearson)
    spearman = coefficient(Correlation.spearman)
    let (x, y) = (sums.means(once, of: estimates), sums.means(once, of: truths))
    let size = y.reduce(0) { $0 + abs($1) }
    relativeError = size > 0 ? zip(x, y).reduce(0) { $0 + abs($1.0 - $1.1) } / size : nil
  }
}
