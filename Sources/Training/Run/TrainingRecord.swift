/// One row of a training curve: what a validation found and the settings of the step before it.
public struct TrainingRecord: Codable, Hashable, Sendable {
  /// Steps taken.
  public let step: Int
  /// Mean training loss since the row before, in nats a token.
  public let loss: Double
  /// The last step's learning rate and weight decay.
  public let learningRate, weightDecay: Double
  /// The longest operands of the curriculum's stage.
  public let digits: Int
  /// The share of carry patterns in the last step's batch.
  public let carryMix: Double
  /// What the validation found.
  public let validation: Validation.Result

  /// A row of these values.
  public init(
    step: Int, loss: Double, learningRate: Double, weightDecay: Double, digits: Int, carryMix: Double,
    validation: Validation.Result
  ) {
    self.step = step
    self.loss = loss
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    self.digits = digits
    self.carryMix = carryMix
    self.validation = validation
  }
}
