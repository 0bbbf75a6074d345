import Addition

/// A statistic beside what it comes to where there is nothing to find.
public struct NullComparison: Codable, Hashable, Sendable {
  /// On which side of the null distribution a finding lies.
  enum Side { case small, large }

  /// The statistic.
  public let value: Double
  /// How many draws the null distribution has.
  public let draws: Int
  /// Draws at least as extreme as the value.
  public let asExtreme: Int
  /// The chance of a value as extreme without anything to find: `(asExtreme + 1) / (draws + 1)`, which is never 0 (Phipson and
  /// Smyth 2010).
  public let p: Double
  /// Where the middle 95% of the draws end; nil without draws.
  public let lower: Double?
  /// See `lower`.
  public let upper: Double?

  /// - Parameter side: whether small or large values are a finding. Draws that differ by rounding alone count as extreme.
  init(_ value: Double, draws: [Double], extreme side: Side) {
    let sorted = draws.sorted()
    let slack = 1e-9 * max(1, abs(value))
    asExtreme = sorted.count { side == .small ? $0 <= value + slack : $0 >= value - slack }
    p = Double(asExtreme + 1) / Double(sorted.count + 1)
    (self.value, self.draws) = (value, sorted.count)
    let tail = sorted.count * 25 / 1000
    (lower, upper) = sorted.isEmpty ? (nil, nil) : (sorted[tail], sorted[sorted.count - 1 - tail])
  }
}

extension RandomStream {
  /// Numbers in random order (Fisher and Yates).
  mutating func permutation(of count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) { order.swapAt(last, Int(below(UInt64(last + 1)))) }
    return order
  }
}
