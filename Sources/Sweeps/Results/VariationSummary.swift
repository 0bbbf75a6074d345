import Addition
import Digests

/// What a variation's runs came to.
public struct VariationSummary: Sendable, Hashable {
  /// The variation.
  public let name: String
  /// The model's learned parameters.
  public let parameters: Int
  /// Seeds that count: all, or the prefix that holds the successes asked for, as far as that is known.
  public let seeds: Int
  /// Whether all runs that count are finished.
  public let isDecided: Bool
  /// Finished runs that do not count, because they were beyond that prefix.
  public let surplus: Int
  /// Finished runs that count by how they ended.
  public let endings: [RunResult.Ending: Int]
  /// Successes among the finished runs that count.
  public let success: Proportion
  /// The best of them: most validation problems right, of equals the lowest loss, of equals the first seed.
  public let best: RunResult?
  /// The median of the steps to 99% of the validation, among the successes that got there.
  public let medianStepsTo99: Double?
  /// Processor seconds of the finished runs that count.
  public let cpuSeconds: Double

  /// A summary of runs.
  ///
  /// - Parameter records: the finished runs that count.
  init(_ variation: SweepVariation, records: [RunRecord], seeds: Int, isDecided: Bool, surplus: Int, success: Double) {
    (name, parameters) = (variation.name, variation.parameters)
    (self.seeds, self.isDecided, self.surplus) = (seeds, isDecided, surplus)
    endings = records.reduce(into: [:]) { $0[$1.result.ending, default: 0] += 1 }
    let successes = records.filter { $0.result.isSuccess(at: success) }
    self.success = Proportion(successes.count, of: records.count)
    best = records.map(\.result).reduce(nil as RunResult?) { best, run in
      guard run.best != nil else { return best }
      return best.map { run.isBetter(than: $0) ? run : $0 } ?? run
    }
    medianStepsTo99 = Self.median(successes.compactMap { $0.curve.steps(to: RunCurve.high) })
    cpuSeconds = records.reduce(0) { $0 + $1.result.cpuSeconds }
  }

  /// The middle one, or the mean of the middle two.
  static func median(_ numbers: [Int]) -> Double? {
    guard !numbers.isEmpty else { return nil }
    let sorted = numbers.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? Double(sorted[middle - 1] + sorted[middle]) / 2 : Double(sorted[middle])
  }
}
