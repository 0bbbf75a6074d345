import Checkpoints
import Digests
import Files
import Foundation
import Testing
import Training
import Transformer

/// Runs that start from a checkpoint's weights.
@Suite struct FineTuningTests {
  /// A recipe of another seed that starts from the checkpoint at a path.
  private static func recipe(from path: String) -> Recipe {
    var recipe = TrainingRunTests.recipe(name: "tuned")
    recipe.seed = 8
    recipe.from = .init(checkpoint: path)
    return recipe
  }

  /// A folder with a trained model in `base`.
  private static func scratch() throws -> Scratch {
    let scratch = try Scratch()
    try TrainingRunTests.train(in: scratch.path + "/base", threads: 2)
    return scratch
  }

  @Test func startsFromTheCheckpointsWeights() throws {
    let scratch = try Self.scratch()
    let base = try Checkpoint.read(scratch.path + "/base")
    let recipe = Self.recipe(from: scratch.path + "/base")
    let named = try Trainer(recipe)
    #expect(named.snapshot().weights == base.model.weights)
    #expect(named.recipe.from == .init(checkpoint: scratch.path + "/base", weightsSHA256: base.weightsSHA256.hex))

    var plain = recipe
    plain.from = nil
    let given = try Trainer(plain, from: base)
    #expect(given.recipe.from == .init(checkpoint: "base", weightsSHA256: base.weightsSHA256.hex))
    try named.train()
    try given.train()
    #expect(named.snapshot() == given.snapshot())
    let fresh = try Trainer(plain)
    try fresh.train()
    #expect(fresh.snapshot().weights != named.snapshot().weights)
  }

  @Test func threadsAndInterruptionsChangeNoBit() throws {
    let scratch = try Self.scratch()
    let recipe = Self.recipe(from: scratch.path + "/base")
    try TrainingRunTests.train(recipe, in: scratch.path + "/one", threads: 1)
    try TrainingRunTests.train(recipe, in: scratch.path + "/two", threads: 2)
    let folder = RunFolder(scratch.path + "/parts")
    var run = try TrainingRun(recipe, in: folder, threads: 2)
    try run.train(until: { run.step == 37 })
    // A run that has begun needs its starting point no more.
    try FileManager.default.removeItem(atPath: scratch.path + "/base")
    run = try TrainingRun(resuming: folder, threads: 1)
    try run.train()
    for file in TrainingRunTests.files {
      let bytes = try scratch.bytes("one/" + file)
      #expect(try scratch.bytes("two/" + file) == bytes, "\(file)")
      #expect(try scratch.bytes("parts/" + file) == bytes, "\(file)")
    }
    let written = try Recipe.read(scratch.path + "/one/recipe.json")
    #expect(written.from?.weightsSHA256?.count == 64)
    #expect(written == run.recipe)
  }

  @Test func whatIsMissingOrForeignIsRefused() throws {
    let scratch = try Self.scratch()
    func refusal(_ recipe: Recipe) throws -> FileError? {
      let error = #expect(throws: FileError.self) {
        try TrainingRun(recipe, in: RunFolder(scratch.path + "/new"), threads: 1)
      }
      #expect(!FileManager.default.fileExists(atPath: scratch.path + "/new"))
      return error
    }
    #expect(try refusal(Self.recipe(from: scratch.path + "/nothing"))?.category == .missing)

    var wider = Self.recipe(from: scratch.path + "/base")
    wider.architecture = .gptAcc(width: 4, hidden: 6)
    let foreign = try refusal(wider)
    #expect(foreign?.category == .badData)
    #expect(
      foreign?.problem == "its architecture is not the recipe's: 'mlp.hidden' is 4 in the checkpoint and 6 in the recipe")
    wider.architecture = .gptAcc(width: 4, hidden: 4, layers: 2)
    #expect(try refusal(wider)?.problem.hasSuffix("'layers' is not set in the checkpoint and 2 in the recipe") == true)

    var other = Self.recipe(from: scratch.path + "/base")
    other.from?.weightsSHA256 = String(repeating: "0", count: 64)
    #expect(try refusal(other)?.problem.contains("SHA-256 begins with 00000000") == true)

    let base = try Checkpoint.read(scratch.path + "/base")
    var values = base.model.weights
    values[3] = .nan
    let broken = Checkpoint(name: "broken", model: try Model(base.model.program, weights: values))
    let error = #expect(throws: FileError.self) { try Trainer(TrainingRunTests.recipe(), from: broken) }
    #expect(error?.description == "broken: a weight is not a finite number; start from another checkpoint")
  }

  @Test func aDigestThatIsNoneIsRefused() throws {
    for digest in ["", "abc", String(repeating: "g", count: 64)] {
      var recipe = TrainingRunTests.recipe()
      recipe.from = .init(checkpoint: "base", weightsSHA256: digest)
      let error = #expect(throws: RecipeError.self) { try recipe.validate() }
      #expect(error?.problem.hasPrefix("'from.weightsSHA256' must be") == true)
    }
  }
}
