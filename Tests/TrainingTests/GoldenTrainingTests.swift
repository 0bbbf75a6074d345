import Lanes
import ReferenceModels
import Testing

/// Loss, gradients and three AdamW steps of the shipped checkpoints against PyTorch in float64.
@Suite struct GoldenTrainingTests {
  @Test(arguments: ShippedModel.all)
  func float64AgreesToNineDigits(of model: ShippedModel) throws {
    let errors = try TrainingErrors(of: model, ExactLane.self)
    #expect(errors.gradient <= 1e-9)
    #expect(errors.parameters <= 1e-9)
    #expect(errors.losses <= 1e-9)
  }

  /// The bounds are five times what PyTorch's own float32 loses on the same values, which the golden file states; ten times
  /// without fused multiply-add.
  @Test(arguments: ShippedModel.all)
  func float32LosesNoMoreThanFiveTimesPyTorchs(of model: ShippedModel) throws {
    let errors = try TrainingErrors(of: model, Lane.self)
    let allowed = try model.tolerancesOfThisBuild()
    #expect(errors.gradient <= allowed.gradient)
    #expect(errors.parameters <= allowed.parameters)
    #expect(errors.losses <= allowed.losses)
  }
}
