import Lanes
import ReferenceModels
import Testing
import Transformer

/// Every activation against the float64 specification.
@Suite(.enabled(if: ReferenceModel.isPresent, "needs ../shared/reference-hooks"))
struct ReferenceActivationTests {
  @Test(arguments: ReferenceModel.all)
  func float32StaysWithinTolerances(of reference: ReferenceModel) throws {
    let errors = try activationErrors(of: reference, Lane.self)
    let allowed = try reference.tolerancesOfThisBuild()
    #expect(errors["logits", default: .infinity] <= allowed.logits)
    for (hook, error) in errors where hook != "logits" {
      #expect(error <= allowed.activations, "\(hook)")
    }
  }

  @Test(arguments: ReferenceModel.all)
  func float64AgreesToTenDigits(of reference: ReferenceModel) throws {
    for (hook, error) in try activationErrors(of: reference, ExactLane.self) {
      #expect(error <= 1e-10, "\(hook)")
    }
  }
}
