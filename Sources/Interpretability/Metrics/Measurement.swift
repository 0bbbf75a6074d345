import Addition

/// What is to be measured, and how.
public struct MeasurementPlan: Codable, Hashable, Sendable {
  /// Beside the accuracies of every digit, which are always counted.
  public var metrics: [Metric]
  /// How the digits are sorted.
  public var groupings: [DigitGrouping]
  /// What the model reads of the answer.
  public var reading: AnswerReading
  /// Of the intervals of means.
  public var seed: UInt64

  /// Whole answers and digits, teacher-forced, unless told otherwise.
  public init(
    metrics: [Metric] = [.exact], groupings: [DigitGrouping] = [], reading: AnswerReading = .teacherForced, seed: UInt64 = 1
  ) {
    (self.metrics, self.groupings, self.reading, self.seed) = (metrics, groupings, reading, seed)
  }

  /// What is measured of each state, in order.
  public var measures: [(metric: Metric, group: DigitGroup)] {
    metrics.flatMap { metric in
      let sorted = groupings.filter { metric != .exact || $0 == .chain }
      return ([.all] + sorted.flatMap(\.groups)).map { (metric, $0) }
    }
  }

  /// Whether digits have to be sorted by kind and chain.
  var sortsByCarries: Bool { groupings.contains(.kind) || groupings.contains(.chain) }

  /// The metrics that are means of a value of each digit.
  var means: [Metric] { metrics.filter { !$0.isShare } }

  /// - Throws: `AnalysisError.plan` for what does not go together.
  func check() throws(AnalysisError) {
    if reading == .generated, metrics.contains(.divergence) {
      throw .plan("KL compares two models on the same tokens; measure it teacher-forced")
    }
    if metrics.isEmpty { throw .plan("nothing is to be measured; name a metric") }
  }
}

/// One number of a state: a metric over some of the digits.
public struct Measure: Codable, Hashable, Sendable {
  /// What was measured.
  public let metric: Metric
  /// Over which digits, or, for whole answers, problems.
  public let group: DigitGroup
  /// The number.
  public let estimate: Estimate
}

/// What was measured of one state of a model.
public struct Measurement: Codable, Hashable, Sendable {
  /// The accuracies of every digit.
  public let accuracy: AnswerAccuracy
  /// What the plan asks for, metric by metric.
  public let measures: [Measure]

  /// One number; nil if it was not asked for.
  public subscript(metric: Metric, group: DigitGroup = .all) -> Estimate? {
    measures.first { $0.metric == metric && $0.group == group }?.estimate
  }
}
