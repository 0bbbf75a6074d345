import Addition

/// The percentile bootstrap of means (Efron 1979): how means would differ had other problems been drawn.
///
/// Problems fall into groups of consecutive ones, at most 256, and groups are drawn again with replacement: with problems drawn
/// independently that is as good as drawing problems, and cheap enough for thousands of means at once. The same draws serve every
/// mean, and follow from the seed alone.
public struct Bootstrap: Sendable {
  /// How often the groups are drawn.
  public static let resamples = 1000
  private static let mostGroups = 256

  /// How many problems there are.
  public let problems: Int
  /// What the draws follow from.
  public let seed: UInt64
  /// How many groups they make.
  public let groups: Int
  /// How often each group is drawn, `[resample][group]`.
  private let draws: [[Double]]
  /// The same, eight groups at a time.
  private let drawVectors: [[SIMD8<Double>]]

  /// Draws for so many problems.
  /// - Precondition: there is one at least.
  public init(problems: Int, seed: UInt64) {
    precondition(problems > 0, "a mean is over one problem at least")
    (self.problems, self.seed) = (problems, seed)
    let groups = min(problems, Self.mostGroups)
    self.groups = groups
    draws = (0..<Self.resamples).map { resample in
      var random = RandomStream(seed: seed, purpose: .analysis, step: 3, index: resample)
      var counts = [Double](repeating: 0, count: groups)
      for _ in 0..<groups { counts[Int(random.below(UInt64(groups)))] += 1 }
      return counts
    }
    drawVectors = draws.map(Self.vectors)
  }

  /// The group of a problem.
  public func group(of problem: Int) -> Int { problem * groups / problems }

  /// The 95% interval of a mean.
  ///
  /// - Parameters:
  ///   - sums: of the values in each group.
  ///   - counts: how many values each group has.
  /// - Returns: nil where no group has a value, the values are not finite, or there is one problem only.
  public func interval(sums: [Double], counts: [Double]) -> ClosedRange<Double>? {
    let (sums, counts) = (Self.vectors(sums), Self.vectors(counts))
    return interval(
      ofValues: drawVectors.map { draw in
        var (sum, count) = (SIMD8<Double>(), SIMD8<Double>())
        for part in draw.indices {
          sum += draw[part] * sums[part]
          count += draw[part] * counts[part]
        }
        return sum.sum() / count.sum()
      })
  }

  /// The 95% interval of any statistic of problems.
  ///
  /// - Parameter statistic: is told how often each group is drawn; what is nil or no number does not count.
  /// - Returns: nil where no draw has a finite value, and of one problem, which says nothing of others.
  public func interval(of statistic: (_ draw: [Double]) -> Double?) -> ClosedRange<Double>? {
    interval(ofValues: draws.compactMap(statistic))
  }

  private func interval(ofValues values: [Double]) -> ClosedRange<Double>? {
    guard groups > 1 else { return nil }
    let values = values.filter(\.isFinite).sorted()
    guard let first = values.first, let last = values.last else { return nil }
    return values.count < 40 ? first...last : percentile(0.025, of: values)...percentile(0.975, of: values)
  }

  /// The mean of some values, one a problem or none, with its interval.
  /// - Precondition: as many values as problems.
  public func mean(of values: [Double?]) -> Estimate {
    precondition(values.count == problems, "a value, or none, for each problem")
    var (sums, counts) = ([Double](repeating: 0, count: groups), [Double](repeating: 0, count: groups))
    for (problem, value) in values.enumerated() {
      guard let value else { continue }
      sums[group(of: problem)] += value
      counts[group(of: problem)] += 1
    }
    return mean(sums: sums, counts: counts)
  }

  /// The mean of values that have been summed by group, with its interval.
  public func mean(sums: [Double], counts: [Double]) -> Estimate {
    let count = counts.reduce(0, +)
    return Estimate(
      mean: count > 0 ? sums.reduce(0, +) / count : nil, count: Int(count), interval: interval(sums: sums, counts: counts))
  }

  /// The ratio of two sums over the same problems, with its interval: numerator and denominator are drawn together.
  ///
  /// - Parameters:
  ///   - numerators: sums of one quantity in each group.
  ///   - denominators: sums of the other.
  ///   - count: how many values are in either.
  public func ratio(of numerators: [Double], to denominators: [Double], count: Int) -> Estimate {
    let ratio = numerators.reduce(0, +) / denominators.reduce(0, +)
    guard count > 0, ratio.isFinite else { return Estimate(mean: nil, count: count, interval: nil) }
    return Estimate(mean: ratio, count: count, interval: interval(sums: numerators, counts: denominators))
  }

  /// Eight numbers a vector, with zeros at the end.
  private static func vectors(_ numbers: [Double]) -> [SIMD8<Double>] {
    stride(from: 0, to: numbers.count, by: 8).map { first in
      var vector = SIMD8<Double>()
      for (lane, number) in numbers[first..<min(first + 8, numbers.count)].enumerated() { vector[lane] = number }
      return vector
    }
  }

  private func percentile(_ share: Double, of sorted: [Double]) -> Double {
    let place = share * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
  }
}
