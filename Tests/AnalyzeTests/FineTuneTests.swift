import Checkpoints
import Foundation
import Testing
import Training

/// `train --from`.
@Suite struct FineTuneTests {
  @Test func startsFromACheckpointAndTells() throws {
    let bench = try Workbench()
    try bench.writeRecipe()
    #expect(try bench.analyze("train", "tiny.json").exitCode == 0)
    let base = try Checkpoint.read(bench.path + "/runs/tiny")
    let outcome = try bench.analyze("train", "tiny.json", "--from", "runs/tiny")
    #expect(outcome.exitCode == 0, "\(outcome.complaint)")
    #expect(outcome.output.contains("analyze eval runs/tiny-tuned"))
    let recipe = try Recipe.read(bench.path + "/runs/tiny-tuned/recipe.json")
    #expect(recipe.from == .init(checkpoint: "runs/tiny", weightsSHA256: base.weightsSHA256.hex))
    #expect(try Checkpoint.read(bench.path + "/runs/tiny-tuned").weightsSHA256 != base.weightsSHA256)

    // The recipe that it leaves gives the same again.
    #expect(try bench.analyze("train", "runs/tiny-tuned/recipe.json", "--out", "again").exitCode == 0)
    for file in ["model.safetensors", "recipe.json", "state.safetensors", "training.csv"] {
      let two = try ["again/", "runs/tiny-tuned/"].map { try Data(contentsOf: URL(filePath: bench.path + "/" + $0 + file)) }
      #expect(two[0] == two[1], "\(file)")
    }
  }

  @Test func resumesOnlyTheSameStart() throws {
    let bench = try Workbench()
    try bench.writeRecipe()
    #expect(try bench.analyze("train", "tiny.json").exitCode == 0)
    #expect(try bench.analyze("train", "tiny.json", "--from", "runs/tiny", "--out", "tuned").exitCode == 0)
    for arguments in [["--from", "runs/tiny"], []] {
      let all = ["train", "tiny.json", "--out", "tuned", "--resume"] + arguments
      #expect(try AnalyzeProcess.run(all, in: bench.path).exitCode == 0)
    }
    let other = try bench.analyze("train", "tiny.json", "--from", "tuned", "--out", "tuned", "--resume")
    #expect(other.exitCode == 64)
    #expect(other.complaint.contains("the run in tuned began from runs/tiny, not from tuned; leave out --from"))
    let fresh = try bench.analyze("train", "tiny.json", "--from", "tuned", "--out", "runs/tiny", "--resume")
    #expect(fresh.exitCode == 64)
    #expect(fresh.complaint.contains("began with new weights, not from tuned"))
  }

  @Test func whatIsMissingOrForeignIsRefused() throws {
    let bench = try Workbench()
    try bench.writeRecipe()
    let missing = try bench.analyze("train", "tiny.json", "--from", "nothing")
    #expect(missing.exitCode == 66)
    #expect(missing.complaint.hasPrefix("analyze train: nothing: "))
    #expect(try bench.contents == ["tiny.json"])

    #expect(try bench.analyze("train", "tiny.json").exitCode == 0)
    let before = try bench.contents
    try bench.writeRecipe("wide.json") { $0.architecture = .gptAcc(width: 6, hidden: 4) }
    let foreign = try bench.analyze("train", "wide.json", "--from", "runs/tiny", "--out", "wide")
    #expect(foreign.exitCode == 65)
    #expect(foreign.complaint.contains("'attention.queryKeyWidth' is 4 in the checkpoint and 6 in the recipe"))
    #expect(try bench.contents == (before + ["wide.json"]).sorted())
    try Data("nothing".utf8).write(to: URL(filePath: bench.path + "/broken.safetensors"))
    #expect(try bench.analyze("train", "tiny.json", "--from", "broken.safetensors", "--out", "new").exitCode == 65)
    #expect(!FileManager.default.fileExists(atPath: bench.path + "/new"))
  }
}
