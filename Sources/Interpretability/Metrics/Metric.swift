/// What a state of a model is measured by.
public enum Metric: String, Codable, Hashable, Sendable, CaseIterable {
  /// The share of problems with all eleven digits right.
  case exact
  /// The share of digits that are right.
  case digits
  /// The right digit's logit minus that of the digit that would be right if the carry into the place were the other one. In the
  /// units place, which no carry enters, there is none. Of pairs of problems: the clean answer's digit minus the corrupted one's,
  /// where they differ.
  case logitDifference = "logit-difference"
  /// The right digit's negative log-likelihood, in nats.
  case loss
  /// The Kullback-Leibler divergence of the state's next-token distribution from the unchanged model's, in nats:
  /// sum of p log(p / q) with p the unchanged model's. 0 where nothing has changed.
  case divergence = "kl"

  /// Whether it is a share, counted, and not a mean.
  public var isShare: Bool { self == .exact || self == .digits }

  /// What tables call it, with its unit.
  public var title: String {
    switch self {
    case .exact: "whole answers right"
    case .digits: "digits right"
    case .logitDifference: "logit difference"
    case .loss: "loss (nats)"
    case .divergence: "KL divergence (nats)"
    }
  }
}

/// What the model reads of the answer's earlier digits.
public enum AnswerReading: String, Codable, Hashable, Sendable, CaseIterable {
  /// The true ones: one wrong digit does not spoil the next.
  case teacherForced = "teacher-forced"
  /// Its own, as in greedy decoding.
  case generated
}
