import Addition

/// The mean of every class's accuracy: what a probe gains by answering the most frequent class does not count.
public struct BalancedAccuracy: Codable, Hashable, Sendable {
  /// 0...1; 1 / classes by guessing.
  public let rate: Double
  /// The ends of the 95% interval, made from the classes' Wilson intervals (Zou and Donner 2008, "MOVER").
  public let lower: Double
  /// See `lower`.
  public let upper: Double

  /// Of right answers and problems by class; classes without problems are left out.
  init(right: [Int], total: [Int]) {
    let classes = zip(right, total).map { Proportion($0, of: $1) }.filter { $0.total > 0 }
    let count = Double(max(classes.count, 1))
    let rate = classes.reduce(0) { $0 + ($1.rate ?? 0) } / count
    func reach(_ end: (Proportion) -> Double) -> Double {
      classes.reduce(0) { sum, share in
        let distance = (end(share) - (share.rate ?? 0)) / count
        return sum + distance * distance
      }.squareRoot()
    }
    self.rate = rate
    lower = max(0, rate - reach { $0.interval95.lower })
    upper = min(1, rate + reach { $0.interval95.upper })
  }
}
