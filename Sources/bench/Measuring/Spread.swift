/// What several rounds of the same measurement gave.
struct Spread: Equatable, Sendable {
  let low: Double
  let median: Double
  let high: Double

  /// Sums up some figures; all zero if there are none. The median of an even number is the mean of the middle two.
  init(_ figures: [Double]) {
    let sorted = figures.sorted()
    guard let first = sorted.first, let last = sorted.last else {
      (low, median, high) = (0, 0, 0)
      return
    }
    (low, high) = (first, last)
    median = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  /// Every figure multiplied by the same positive number.
  func scaled(by factor: Double) -> Spread { Spread([low * factor, median * factor, high * factor]) }
}
