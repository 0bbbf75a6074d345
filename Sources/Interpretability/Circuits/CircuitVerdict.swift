import Addition
import Foundation

/// What a search for a circuit has come to.
public struct CircuitVerdict: Codable, Hashable, Sendable {
  /// What can be said.
  public enum Finding: String, Codable, Hashable, Sendable, CaseIterable {
    /// A circuit of fewer than all parts keeps what was asked for of what the model does, on problems that were not searched on.
    case circuit
    /// Nearly every part is needed: nothing is localised in parts of this kind.
    case spread
    /// The model does it with every part resample-ablated: the work is done elsewhere.
    case elsewhere
    /// The model does not do the task.
    case noTask = "no task"
    /// The problems are too few to tell the threshold from what the model does.
    case undecided
    /// What was found reaches the threshold on other problems too, but these are too few to show it: the lower end of its interval
    /// does not.
    case notShown = "not shown"
    /// What was found on the problems that were searched does not reach the threshold on others.
    case notConfirmed = "not confirmed"
  }

  /// A circuit of more than this share of all parts is no localisation.
  public static let mostOfLocalised = 0.8
  /// A share that is lower is not doing the task.
  static let leastOfTask = 0.5
  /// What keeps a smaller part of the model's performance is not said to do what the model does.
  public static let leastOfWhole = 0.9

  /// What can be said.
  public let finding: Finding
  /// The same as a sentence with its numbers.
  public let sentence: String
}

extension CircuitVerdict {
  /// Of a circuit that was found.
  init(
    circuit: Measurement, size: Int, of parts: Int, _ grain: CircuitGrain, _ method: CircuitMethod, _ criterion: CircuitCriterion
  ) {
    let value = criterion.metric.text(circuit[criterion.metric]?.value)
    let (number, whole) = ("\(grouped(size)) of \(grouped(parts)) \(grain.words.many)", criterion.metric.text(criterion.whole))
    let kept =
      "\(criterion.metric.title): \(value), whole model \(whole), all ablated \(criterion.metric.text(criterion.ablated))"
    let (asked, enough) = (shareText(criterion.threshold), "\(number) were enough on the problems that were searched")
    if !criterion.isMet(by: circuit) {
      let isReached = criterion.isReached(by: circuit)
      finding = isReached ? .notShown : .notConfirmed
      let lower = criterion.metric.text(circuit[criterion.metric]?.lower)
      sentence =
        isReached
        ? "\(enough) and reach the threshold on others, but \(grouped(circuit.accuracy.exact.total)) problems are too few to show "
          + "it: the 95% interval begins at \(lower), below \(asked) of the whole model's (\(kept))."
        : "\(enough), but do not reach the threshold on others (\(kept))."
    } else if Double(size) > Self.mostOfLocalised * Double(parts) {
      finding = .spread
      let aim = criterion.asksForAll ? "" : " to keep \(asked) of what the model does"
      sentence = "Nothing is localised: \(number) are needed\(aim) (\(kept))."
    } else {
      finding = .circuit
      let isSmallest = method == .exhaustive
      if criterion.asksForAll {
        let smallest = isSmallest ? "and no fewer" : "none of which can be left out"
        sentence = "A circuit of \(number) does what the model does, \(smallest) (\(kept))."
      } else {
        let faithfulness = circuit[criterion.metric]?.value.flatMap(criterion.faithfulness)
        let smallest = isSmallest ? "with fewer" : "without any one of them"
        sentence =
          "A circuit of \(number) keeps \(shareText(faithfulness)) of what the model does above all ablated; \(smallest), the "
          + "threshold, \(criterion.metric.isShare ? "\(asked) of the whole model's share" : "\(asked) of that"), is missed (\(kept))."
      }
    }
  }

  /// Of a model that works without its parts, does not work, or works too little for these problems; nil for one that can be
  /// searched.
  init?(before search: CircuitCriterion, whole: Measurement, ablated: Measurement, _ grain: CircuitGrain, problems: Int) {
    let metric = search.metric
    let share = metric.isShare ? search.whole : whole.accuracy.overall.rate ?? 0
    if share < Self.leastOfTask {
      let what = metric.isShare ? metric.title : Metric.digits.title
      self.init(
        finding: .noTask,
        sentence: "There is nothing to localise: the model does not do the task (\(what): \(Metric.digits.text(share))).")
    } else if search.isMet(by: ablated) {
      self.init(
        finding: .elsewhere,
        sentence:
          "Nothing is localised in these \(grain.words.many): with all of them resample-ablated the model still reaches the "
          + "threshold (\(metric.title): \(metric.text(search.ablated)), whole model \(metric.text(search.whole))).")
    } else if !search.isMet(by: whole) {
      self.init(undecided: search, problems: problems)
    } else {
      return nil
    }
  }

  /// Of a model that does not reach its own threshold.
  init(undecided search: CircuitCriterion, problems: Int) {
    self.init(
      finding: .undecided,
      sentence:
        "\(grouped(problems)) problems are too few to tell \(shareText(search.threshold)) of what the model does from "
        + "all of it (\(search.metric.title): \(search.metric.text(search.whole))); give more problems or a lower threshold.")
  }
}

extension Metric {
  /// A value as sentences write it: shares in percent, small means with three digits that matter.
  func text(_ value: Double?) -> String {
    guard let value else { return "none" }
    if isShare { return shareText(value) }
    if value != 0, abs(value) < 0.1 { return String(format: abs(value) < 1e-3 ? "%.2e" : "%.3g", value) }
    return hundredths(value)
  }
}

/// A share in percent, with as many decimals as it takes to tell it from nothing.
private func shareText(_ share: Double?) -> String {
  guard let share else { return "none" }
  let percent = share * 100
  return (percent != 0 && abs(percent) < 0.005 ? String(format: "%.2g", percent) : hundredths(percent)) + "%"
}

/// With up to two decimals.
private func hundredths(_ value: Double) -> String {
  let text = "\((value * 100).rounded() / 100)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
