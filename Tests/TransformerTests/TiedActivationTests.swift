import Lanes
import ReferenceModels
import Testing
import Transformer

/// Every activation of the tied Qwen line against an implementation in PyTorch that knows nothing of expressions, in float64.
@Suite struct TiedActivationTests {
  @Test func theFileHoldsTheseModels() throws {
    #expect(try TiedModel.namesInFile() == Set(TiedModel.all.map(\.description)))
  }

  @Test(arguments: TiedModel.all)
  func itLearnsAsManyNumbersAsItsNameSays(model: TiedModel) throws {
    #expect(try Program(model.architecture).parameters.learnableCount == model.count)
  }

  /// The script's JSON and our own description are the same architecture.
  @Test(arguments: ["36", "28", "25", "20", "17"])
  func theJSONSaysWhatTheTestModelsSay(name: String) throws {
    let model = try #require(TiedModel.all.first { $0.description == name })
    #expect(try model.architecture == TestModels.named(name))
  }

  @Test(arguments: TiedModel.all)
  func everyHookHasGoldenValues(of model: TiedModel) throws {
    let program = try Program(model.architecture)
    #expect(try Set(model.activations().hooks.keys) == Set(program.hooks.map(\.name)))
  }

  @Test(arguments: TiedModel.all)
  func float64AgreesToTenDigits(of model: TiedModel) throws {
    for (hook, error) in try activationErrors(of: model, ExactLane.self) { #expect(error <= 1e-10, "\(hook)") }
  }

  /// The bounds are five times what PyTorch's own float32 loses on the same values; ten times without fused multiply-add.
  @Test(arguments: TiedModel.all)
  func float32LosesNoMoreThanFiveTimesPyTorchs(of model: TiedModel) throws {
    let allowed = try model.tolerancesOfThisBuild()
    for (hook, error) in try activationErrors(of: model, Lane.self) {
      #expect(error <= (hook == "logits" ? allowed.logits : allowed.activations), "\(hook)")
    }
  }
}
