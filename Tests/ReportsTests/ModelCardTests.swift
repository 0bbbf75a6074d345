import Addition
import Checkpoints
import Foundation
import Reports
import Testing
import Training

@Suite struct ModelCardTests {
  @Test func tellsWhatItIsHowItWasTrainedAndHowWellItAdds() throws {
    let checkpoint = try Samples.split()
    let recipe = try Recipe.named("microadder-57p")
    let evaluation = checkpoint.model.evaluate(.uniform(count: 100, seed: 7))
    let card = ModelCard(checkpoint, recipe: recipe, curve: Samples.curve, results: [.init(evaluation, seed: 7)]).text
    let right = evaluation.accuracy.count
    #expect(card.hasPrefix("# tiny-split\n"))
    #expect(card.contains("| parameters | 57 learned, 4 frozen |"))
    #expect(card.contains(checkpoint.weightsSHA256.hex))
    #expect(card.contains("60,000 steps of AdamW"))
    #expect(card.contains("seed \(recipe.seed)"))
    #expect(card.contains("1 to 3 digits for 2,000 steps, then 1 to 6 digits for 5,000 steps, then 1 to 10 digits to the end"))
    #expect(card.contains("80% of the problems are carry patterns, falling linearly to none between steps 15,000 and 45,000"))
    #expect(card.contains("step 3,000"))
    #expect(card.contains("| uniform, seed 7 | \(right) of 100 | \(100 - right) | \(evaluation.accuracy.interval95) |"))
    #expect(card.contains("analyze train microadder-57p"))
    #expect(card.hasSuffix(" -->\n"))
  }

  @Test func leavesOutWhatIsNotKnown() throws {
    let card = ModelCard(try Samples.dense(), recipe: nil, results: []).text
    #expect(!card.contains("How it was trained"))
    #expect(!card.contains("How well it adds"))
    #expect(card.contains("$ analyze eval checkpoints/tiny-dense"))
  }

  /// The problems that chose a run's weights say nothing about how good these are.
  @Test func noValidationProblemIsCounted() throws {
    try Samples.inFolder { folder in
      try Samples.dense().write(to: folder + "/model.safetensors")
      let card = try ModelCard.make(ofCheckpointAt: folder, on: .uniform(count: 20, seed: 1), carryCount: 11)
      let uniform = try #require(card.results.first { $0.evaluation.suite == "uniform" })
      for recipe in Recipe.shipped { #expect(recipe.validation.seed != uniform.seed) }
    }
  }

  @Test func commandsAreOfTheCheckpointWhereItIs() throws {
    let card = ModelCard(try Samples.dense(), path: "runs/my own", recipe: nil, results: []).text
    #expect(card.contains("$ analyze eval 'runs/my own'\n"))
    #expect(!card.contains("checkpoints/"))
  }

  @Test func aChangedRecipeIsNotCalledByAShippedName() throws {
    var recipe = try Recipe.named("microadder-57p")
    recipe.steps = 1000
    let card = ModelCard(try Samples.split(), recipe: recipe, results: []).text
    #expect(card.contains("`analyze train recipe.json`"))
  }

  @Test func fineTuningNamesItsStart() throws {
    var recipe = try Recipe.named("microadder-57p")
    recipe.from = .init(checkpoint: "runs/base", weightsSHA256: String(repeating: "ab", count: 32))
    let card = ModelCard(try Samples.split(), recipe: recipe, results: []).text
    #expect(card.contains("Fine-tuned: it starts from the weights of `runs/base`, whose SHA-256 is `abab"))
    #expect(card.contains("`analyze train recipe.json`"))
  }

  /// The recipe alone does not make such a model again.
  @Test func partsThatNoFileHoldsAreNamed() throws {
    let sample = try Samples.split()
    let checkpoint = Checkpoint(name: sample.name, model: sample.model, notes: ["trained_with": "its own loss"])
    let card = ModelCard(checkpoint, recipe: try Recipe.named("microadder-57p"), results: []).text
    #expect(card.contains("It was trained with its own loss in place of the recipe's, which the recipe does not tell."))
    #expect(!card.contains("bit for bit"))
  }

  @Test func adaptiveDecayIsSpelledOut() throws {
    let card = ModelCard(try Samples.split(), recipe: try Recipe.named("microadder-74p"), results: []).text
    #expect(
      card.contains("Weight decay 0.01, times 0.1 once 2% of the answers and 70% of the digits are right, times 0.01 once 20%"))
  }
}

/// Which files a card may replace.
@Suite struct CardReplacementTests {
  @Test(arguments: ["gptacc-777p", "microadder-57p", "microadder-67p"]) func shippedCardsAreAsTheyWereMade(_ name: String) throws
  {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    #expect(try ModelCard.canReplace(root.appending(path: "checkpoints/\(name)/README.md").path))
  }

  @Test func onlyWhatCanBeMadeAgainIsReplaced() throws {
    try Samples.inFolder { folder in
      let path = folder + "/README.md"
      #expect(try ModelCard.canReplace(path))
      let card = ModelCard(try Samples.dense(), recipe: nil, results: []).text
      try card.write(toFile: path, atomically: true, encoding: .utf8)
      #expect(try ModelCard.canReplace(path))
      for other in [
        "", "# Notes\n", card + card, card + "\n", String(card.dropFirst()), card.replacingOccurrences(of: "\n", with: "\r\n"),
      ] {
        try other.write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try !ModelCard.canReplace(path))
      }
    }
  }
}
