import Lanes
import ReferenceModels
import Testing
import Transformer

/// Every activation of the shipped checkpoints against PyTorch in float64.
@Suite struct GoldenActivationTests {
  /// Golden values of other weights would compare nothing: run `GoldenFixtures/make_golden.py` when a checkpoint changes.
  @Test(arguments: ShippedModel.all)
  func goldenValuesAreOfTheShippedWeights(of model: ShippedModel) throws {
    #expect(try model.goldenWeightsSHA256() == model.shippedWeightsSHA256())
  }

  /// Of its own weights or, for the models of the tied line, of random weights for the same architecture.
  @Test func everyShippedCheckpointHasGoldenValues() throws {
    let golden = Set(ShippedModel.all.map(\.name))
    let tied = try TiedModel.all.map { try $0.architecture }
    for name in try ShippedModel.namesOfCheckpoints() where !golden.contains(name) {
      let architecture = try ShippedModel(name: name).architecture
      #expect(tied.contains(architecture), "\(name)")
    }
    #expect(try golden.isSubset(of: ShippedModel.namesOfCheckpoints()))
  }

  @Test(arguments: ShippedModel.all)
  func everyHookHasGoldenValues(of model: ShippedModel) throws {
    let program = try Program(model.architecture)
    #expect(try Set(model.activations().hooks.keys) == Set(program.hooks.map(\.name)))
  }

  @Test(arguments: ShippedModel.all)
  func float64AgreesToNineDigits(of model: ShippedModel) throws {
    for (hook, error) in try activationErrors(of: model, ExactLane.self) {
      #expect(error <= 1e-9, "\(hook)")
    }
  }

  /// The bounds are five times what PyTorch's own float32 loses on the same values, which the golden file states; ten times
  /// without fused multiply-add.
  @Test(arguments: ShippedModel.all)
  func float32LosesNoMoreThanFiveTimesPyTorchs(of model: ShippedModel) throws {
    let allowed = try model.tolerancesOfThisBuild()
    for (hook, error) in try activationErrors(of: model, Lane.self) {
      #expect(error <= (hook == "logits" ? allowed.logits : allowed.activations), "\(hook)")
    }
  }
}
