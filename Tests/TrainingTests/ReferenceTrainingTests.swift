import Lanes
import ReferenceModels
import Testing

/// Loss, gradients and five AdamW steps against the float64 specification.
@Suite(.enabled(if: ReferenceModel.isPresent, "needs ../shared/reference-hooks"))
struct ReferenceTrainingTests {
  @Test(arguments: ReferenceModel.all)
  func float32StaysWithinTolerances(of reference: ReferenceModel) throws {
    let errors = try TrainingErrors(of: reference, Lane.self)
    let allowed = try reference.tolerancesOfThisBuild()
    #expect(errors.gradient <= allowed.gradient)
    #expect(errors.parameters <= allowed.parameters)
    #expect(errors.losses <= allowed.losses)
  }

  @Test(arguments: ReferenceModel.all)
  func float64AgreesToTenDigits(of reference: ReferenceModel) throws {
    let errors = try TrainingErrors(of: reference, ExactLane.self)
    #expect(errors.gradient <= 1e-10)
    #expect(errors.parameters <= 1e-10)
    // Logits in the thousands, and a model that steps of 0.01 have taken apart: a digit less.
    #expect(errors.losses <= 1e-9)
  }
}
