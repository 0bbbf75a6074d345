import Addition
import Foundation

/// Which probes claim that the model has learned to hold something.
///
/// A probe claims if its accuracy lies, with intervals that hold for all probes together (Bonferroni), above that of always answering
/// the most frequent class, above that of the same probe trained on shuffled labels, and above that on every one of the models with random
/// weights; and if it leads the best of those models by more than any of them leads all others at any probe. Random
/// weights pass on what they are fed, some by chance much more than others: the last condition reckons with that. Were the model
/// just one more with random weights, each of the `controls + 1` would be as likely to have the greatest lead of all, so
/// that any false claim at all has a probability of at most `1 / (controls + 1)`.
struct ProbeClaims: Sendable {
  /// How many standard deviations wide intervals are that hold together.
  let deviate: Double
  /// By how much a probe leads the best random model, cell by cell.
  let leads: [Double]
  /// The greatest lead of a random model over all others.
  let greatestRandomLead: Double

  /// - Parameters:
  ///   - studied: the model's accuracies, cell by cell.
  ///   - random: the same of every model with random weights.
  init(studied: [Proportion], random: [[Proportion]]) {
    deviate = Self.deviate(intervals: studied.count)
    let rates = ([studied] + random).map { $0.map { $0.rate ?? 0 } }
    /// The lead of a model over all others at a cell.
    func lead(_ model: Int, _ cell: Int) -> Double {
      rates[model][cell] - (rates.indices.filter { $0 != model }.map { rates[$0][cell] }.max() ?? 0)
    }
    leads = studied.indices.map { lead(0, $0) }
    greatestRandomLead = random.indices.flatMap { model in studied.indices.map { lead(model + 1, $0) } }.max() ?? 0
  }

  /// Whether a cell's probe claims.
  /// - Parameter others: the accuracies that have to be beaten.
  func claims(_ cell: Int, _ accuracy: Proportion, over others: [Proportion]) -> Bool {
    leads[cell] > max(greatestRandomLead, 0) && others.allSatisfy { isAbove(accuracy, $0) }
  }

  /// Whether one interval lies above another.
  func isAbove(_ one: Proportion, _ other: Proportion) -> Bool { Self.isAbove(one, other, deviate: deviate) }

  static func isAbove(_ one: Proportion, _ other: Proportion, deviate: Double) -> Bool {
    WilsonInterval(count: one.count, total: one.total, deviate: deviate).lower
      > WilsonInterval(count: other.count, total: other.total, deviate: deviate).upper
  }

  /// How wide each of so many 95% intervals has to be for all to hold together: the normal distribution's quantile, by bisection.
  static func deviate(intervals: Int) -> Double {
    let tail = 0.025 / Double(max(intervals, 1))
    var (low, high) = (0.0, 40.0)
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if erfc(middle / 2.0.squareRoot()) / 2 > tail { low = middle } else { high = middle }
    }
    return high
  }
}
