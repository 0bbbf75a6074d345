import Lanes
import ReferenceModels
import Testing

/// Loss, gradients and three AdamW steps of the tied Qwen line against PyTorch's automatic differentiation in float64.
@Suite struct TiedTrainingTests {
  @Test(arguments: TiedModel.all)
  func float64AgreesToTenDigits(of model: TiedModel) throws {
    let errors = try TrainingErrors(of: model, ExactLane.self)
    #expect(errors.gradient <= 1e-10)
    #expect(errors.parameters <= 1e-10)
    #expect(errors.losses <= 1e-10)
  }

  /// The bounds are five times what PyTorch's own float32 loses on the same values; ten times without fused multiply-add.
  @Test(arguments: TiedModel.all)
  func float32LosesNoMoreThanFiveTimesPyTorchs(of model: TiedModel) throws {
    let errors = try TrainingErrors(of: model, Lane.self)
    let allowed = try model.tolerancesOfThisBuild()
    #expect(errors.gradient <= allowed.gradient)
    #expect(errors.parameters <= allowed.parameters)
    #expect(errors.losses <= allowed.losses)
  }
}
