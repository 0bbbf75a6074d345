import Addition
import Foundation
import Testing
import Training
import Transformer

@Suite struct RecipeTests {
  @Test func shippedRecipesMakeSenseAndHaveTheirParameters() throws {
    #expect(Recipe.shipped.map(\.name) == Recipe.shippedNames)
    #expect(Set(Recipe.shippedNames).count == Recipe.shippedNames.count)
    for recipe in Recipe.shipped {
      try recipe.validate()
      let count = try Program(recipe.architecture).parameters.learnableCount
      if recipe.name.hasSuffix("p") { #expect(recipe.name.hasSuffix("-\(count)p")) }
      #expect(!recipe.summary.isEmpty)
      #expect(try Recipe.named(recipe.name) == recipe)
      #expect(try JSONDecoder().decode(Recipe.self, from: Data(recipe.json.utf8)) == recipe)
    }
    #expect(Set(Recipe.shippedNames).isSuperset(of: ["microadder-57p", "microadder-67p", "gptacc-777p", "period12-25p"]))
  }

  @Test func unknownNamesListWhatThereIs() {
    #expect { try Recipe.named("microadder-58p") } throws: { error in
      guard let error = error as? RecipeError else { return false }
      return error.isMissing && error.description.contains("microadder-57p")
    }
  }

  @Test func impossibleNumbersAreRefused() throws {
    let good = try Recipe.named("gptacc-777p")
    let changes: [(inout Recipe) -> Void] = [
      { $0.steps = 0 }, { $0.batch = 0 }, { $0.batch = .max }, { $0.name = "../x" }, { $0.name = "" },
      { $0.learningRate.peak = .nan }, { $0.learningRate.peak = 0 }, { $0.learningRate.warmup = -1 },
      { $0.optimizer.beta2 = 1 }, { $0.weightDecay.base = -1 }, { $0.clipNorm = 0 }, { $0.validation.every = 0 },
      { $0.validation.count = 0 }, { $0.architecture.layers = 0 }, { $0.earlyStop = .init(steps: 0) },
      { $0.earlyStop = .init(exactMatch: 1.1) }, { $0.weightDecay.relaxations = [.init(exactMatch: 0.1, factor: -1)] },
    ]
    for change in changes {
      var recipe = good
      change(&recipe)
      #expect(throws: RecipeError.self) { try recipe.validate() }
    }
  }

  @Test(arguments: ["", "[]", "{}", "{\"name\": 3}", String(repeating: "[", count: 10_000)])
  func filesThatAreNoRecipesAreRefused(text: String) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "recipe-\(UInt64.random(in: 0...(.max))).json").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    #expect(throws: RecipeError.self) { try Recipe.read(path) }
  }

  @Test func decayRelaxesForGood() {
    func result(exact: Int, tokens: Int) -> Validation.Result {
      .init(exactMatch: Proportion(exact, of: 100), tokenAccuracy: Proportion(tokens, of: 100), loss: 1)
    }
    let decay = WeightDecay.adaptive
    #expect(decay.factor(after: result(exact: 1, tokens: 99), before: 1) == 1)
    #expect(decay.factor(after: result(exact: 2, tokens: 69), before: 1) == 1)
    #expect(decay.factor(after: result(exact: 2, tokens: 70), before: 1) == 0.1)
    #expect(decay.factor(after: result(exact: 20, tokens: 0), before: 0.1) == 0.01)
    #expect(decay.factor(after: result(exact: 0, tokens: 0), before: 0.01) == 0.01)
  }

  @Test func curvesReadBackAsWritten() throws {
    let record = TrainingRecord(
      step: 1000, loss: 0.1 + 0.2, learningRate: 1.0 / 3, weightDecay: 1e-4, digits: 6, carryMix: 0.8,
      validation: .init(exactMatch: Proportion(3, of: 7), tokenAccuracy: Proportion(30, of: 77), loss: 2.5e-7))
    let curve = TrainingCurve([record, record])
    let path = FileManager.default.temporaryDirectory.appending(path: "curve-\(UInt64.random(in: 0...(.max))).csv").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try curve.csv.write(toFile: path, atomically: true, encoding: .utf8)
    #expect(try TrainingCurve.read(path) == curve)
    try (curve.csv + "1,2,3\n").write(toFile: path, atomically: true, encoding: .utf8)
    #expect { try TrainingCurve.read(path) } throws: { "\($0)".contains("line 4") }
    for loss in ["nan", "inf", "-inf"] {
      let row = "1000,\(loss),0.02,0.01,6,0.8,1.5,3,7,30,77\n"
      try (curve.csv + row).write(toFile: path, atomically: true, encoding: .utf8)
      #expect { try TrainingCurve.read(path) } throws: { "\($0)".contains("line 4") }
    }
  }
}

/// Recipes that people edit by hand: what is wrong, by its file and its field.
@Suite struct RecipeComplaintTests {
  @Test(arguments: [
    (#""peak" : 0.02"#, #""peek" : 0.02"#, "unknown field 'learningRate.peek'; did you mean 'peak'?"),
    (#""seed" : 1023"#, #""seed" : -5"#, "'seed' is -5 and must be a whole number in 0...2^64 - 1"),
    (#""steps" : 60000"#, #""steps" : "many""#, "'steps' is \"many\" and must be a whole number in -2^63...2^63 - 1"),
    (#""steps" : 60000"#, #""steps" : 0"#, "'steps' must be in 1...100,000,000 and is 0"),
    (#""batch" : 256"#, #""batch" : 256, "bacth" : 1"#, "unknown field 'bacth'; did you mean 'batch'?"),
    (#""hidden" : 2"#, #""hiden" : 2"#, "unknown field 'architecture.mlp.hiden'; did you mean 'hidden'?"),
    (#""activation" : "gelu""#, #""activation" : "relu""#, "'architecture.mlp.activation' is \"relu\" and must be one of gelu"),
    (#""split" : {"#, #""splitt" : {"#, "unknown field 'architecture.residual.splitt'; did you mean 'split'?"),
    (#""spiral" : {"#, #""spirall" : {"#, "unknown field 'architecture.weights.positions.spirall'; did you mean 'spiral'?"),
    (#""operands" : "uniformValue""#, #""operands" : "uniform""#, "'sampling.operands' is \"uniform\" and must be one of"),
    (#""probability" : 0.8"#, #""probability" : 8"#, "'sampling.carryMix'"),
    (#""format" : "split10""#, #""format" : "split""#, "'architecture.format'"),
    (#""earlyStop" : {"#, #""earlyStop" : { "after" : 3,"#, "unknown field 'earlyStop.after'; known here: exactMatch, steps"),
    (#""base" : 0.01"#, #""base" : 2"#, "'weightDecay.base' must be in 0...1 and is 2"),
  ])
  func namesFileAndField(_ old: String, _ new: String, _ complaint: String) throws {
    let text = try Recipe.named("microadder-57p").json
    try #require(text.contains(old))
    let path = FileManager.default.temporaryDirectory.appending(path: "recipe-\(UUID().uuidString).json").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try text.replacingOccurrences(of: old, with: new).write(toFile: path, atomically: true, encoding: .utf8)
    let error = #expect(throws: RecipeError.self) { try Recipe.read(path) }
    #expect(error?.description.hasPrefix("\(path): \(complaint)") == true, "\(error?.description ?? "")")
  }
}
