import Addition

/// What a search for a circuit has come to.
public struct CircuitVerdict: Codable, Hashable, Sendable {
  /// What can be said.
  public enum Finding: String, Codable, Hashable, Sendable, CaseIterable {
    /// A circuit of fewer than all parts does what the model does, on problems that were not searched on.
    case circuit
    /// Nearly every part is needed: nothing is localised in parts of this kind.
    case spread
    /// The model does it with every part resample-ablated: the work is done elsewhere.
    case elsewhere
    /// The model does not do the task.
    case noTask = "no task"
    /// The problems are too few to tell the threshold from what the model does.
    case undecided
    /// What was found on the problems that were searched does not reach the threshold on others.
    case notConfirmed = "not confirmed"
  }

  /// A circuit of more than this share of all parts is no localisation.
  public static let mostOfLocalised = 0.8
  /// A share that is lower is not doing the task.
  static let leastOfTask = 0.5

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
    if !criterion.isMet(by: circuit) {
      finding = .notConfirmed
      sentence =
        "\(number) were enough on the problems that were searched, but do not reach the threshold on others (\(kept))."
    } else if Double(size) > Self.mostOfLocalised * Double(parts) {
      finding = .spread
      sentence = "Nothing is localised: \(number) are needed (\(kept))."
    } else {
      finding = .circuit
      let smallest = method == .exhaustive ? "and no fewer" : "none of which can be left out"
      sentence = "A circuit of \(number) does what the model does, \(smallest) (\(kept))."
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
        "\(grouped(problems)) problems are too few to tell \(Metric.digits.text(search.threshold)) of what the model does from "
        + "all of it (\(search.metric.title): \(search.metric.text(search.whole))); give more problems or a lower threshold.")
  }
}

extension Metric {
  /// A value as sentences write it: shares in percent.
  func text(_ value: Double?) -> String {
    guard let value else { return "none" }
    let rounded = ((isShare ? value * 100 : value) * 100).rounded() / 100
    let text = "\(rounded)"
    return (text.hasSuffix(".0") ? String(text.dropLast(2)) : text) + (isShare ? "%" : "")
  }
}
