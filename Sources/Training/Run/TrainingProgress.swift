import Addition

/// Where a run is after a step: what a progress display needs.
public struct TrainingProgress: Hashable, Sendable {
  /// Steps taken.
  public let step: Int
  /// Steps of the whole run; it may stop before.
  public let steps: Int
  /// Mean training loss since the last validation, or up to it right after; in nats a token. Nil before the first step.
  public let loss: Double?
  /// What the last validation found; nil before the first.
  public let validation: Validation.Result?
}
