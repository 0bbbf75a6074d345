/// What an optimizer step did: what an observer is told.
public struct TrainingStep: Hashable, Sendable {
  /// Steps taken, this one included.
  public let step: Int
  /// The mean loss of the step's batch before it was taken, of the cross-entropy in nats a token.
  public let loss: Double
  /// The gradient's global L2 norm before clipping.
  public let gradientNorm: Double
  /// The step's learning rate and weight decay.
  public let learningRate, weightDecay: Double
  /// The validation that followed; nil if there was none.
  public let validation: TrainingRecord?
}
