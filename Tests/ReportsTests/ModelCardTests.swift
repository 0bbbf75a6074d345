import Addition
import Checkpoints
import Files
import Foundation
import Hardening
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

  /// A hardened model says so itself; the files beside it tell how.
  @Test func hardeningIsTold() throws {
    try Samples.inFolder { folder in
      let recipe = try Recipe.named("lowrank-262p")
      let model = try Samples.split().model
      try Checkpoint(name: "tiny", model: model, notes: ["hardened": "1 rounds"]).write(to: folder + "/model.safetensors")
      try recipe.json.write(toFile: folder + "/recipe.json", atomically: true, encoding: .utf8)
      let plan = try JSONEncoder().encode(HardeningPlan(recipe: recipe, steps: 500))
      try plan.write(to: URL(filePath: folder + "/hardening.json"))
      let table = """
        round,verdict,wrong_found,looked_at,margin,adderboard_correct,adderboard_problems,learning_rate
        0,refuted,95,89954,-1.09083982495067,10008,10010,
        1,proved,0,89700,0.10108625534902499,10010,10010,0.002

        """
      func card(_ rounds: String) throws -> String {
        try rounds.write(toFile: folder + "/hardening.csv", atomically: true, encoding: .utf8)
        return try ModelCard.make(ofCheckpointAt: folder, on: .uniform(count: 20, seed: 1), carryCount: 11).text
      }
      let text = try card(table)
      #expect(text.contains("| 0 | refuted | 95 of 89,954 | -1.09 | 10,008 of 10,010 | – |"))
      #expect(text.contains("| 1 | proved | 0 of 89,700 | 0.101 | 10,010 of 10,010 | 0.002 |"))
      #expect(text.contains("`analyze train lowrank-262p --from trained --harden --steps 500 --out hardened`"))
      // Whatever is wrong with the table, nothing of it is told.
      for (old, new) in [
        ("95,89954", "89955,89954"), ("refuted", "maybe"), ("0,refuted", "1,refuted"), (",10010,0.002", ",10007,0.002"),
        ("-1.09083982495067", "nan"), ("round,", "rounds,"), ("10008,10010,\n", "10008,10010\n"),
      ] { #expect(throws: FileError.self) { try card(table.replacingOccurrences(of: old, with: new)) } }
      #expect(throws: FileError.self) { try card(String(table.prefix(97))) }
      // Other weights among these files were not hardened by them.
      try Checkpoint(name: "tiny", model: model).write(to: folder + "/model.safetensors")
      #expect(try !card(table).contains("hardened"))
    }
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
