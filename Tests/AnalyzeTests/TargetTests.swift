import Addition
import Foundation
import Testing
import Training

/// What a model gets wrong, from `eval --errors` to `train --targets`.
@Suite struct TargetTests {
  @Test func errorsBecomeTargets() throws {
    let bench = try Workbench()
    try bench.writeModel()
    try bench.writeRecipe()
    let evaluation = try bench.analyze("eval", "model", "--errors", "wrong.csv", "--json")
    #expect(evaluation.exitCode == 0, "\(evaluation.complaint)")
    let text = String(decoding: try bench.bytes("wrong.csv"), as: UTF8.self)
    #expect(text.hasPrefix("a,b\n"))
    // An untrained model gets all of AdderBoard's sums wrong, give or take.
    let wrong = text.split(separator: "\n").count - 1
    #expect((9_000...10_010).contains(wrong))

    let few = text.split(separator: "\n").prefix(4).joined(separator: "\n") + "\n"
    try bench.write(few.utf8, to: "few.csv")
    let train = try bench.analyze("train", "tiny.json", "--targets", "few.csv", "--target-share", "0.5")
    #expect(train.exitCode == 0, "\(train.complaint)")
    let recipe = try Recipe.read(bench.path + "/runs/tiny/recipe.json")
    #expect(recipe.sampling.targets?.problems.count == 3)
    #expect(recipe.sampling.targets?.probability == 0.5)
    #expect(recipe.sampling.curriculum == .published)
    // The run names its targets itself.
    try FileManager.default.removeItem(atPath: bench.path + "/few.csv")
    #expect(try bench.analyze("train", "runs/tiny/recipe.json", "--out", "runs/tiny", "--resume").exitCode == 0)
  }

  @Test func whatMakesNoSenseIsRefused() throws {
    let bench = try Workbench()
    try bench.writeModel()
    try bench.writeRecipe()
    try bench.write("1,2\n".utf8, to: "sums.csv")
    try bench.write("one and two\n".utf8, to: "words.csv")
    try bench.write((0...Targets.most).map { "\($0),1\n" }.joined().utf8, to: "many.csv")
    let before = try bench.contents
    for (words, code, part) in [
      (["train", "tiny.json", "--target-share", "0.5"], 64, "--target-share needs --targets"),
      (["train", "tiny.json", "--targets", "sums.csv", "--target-share", "2"], 64, "--target-share must be in 0...1"),
      (["train", "tiny.json", "--targets", "sums.csv", "--seeds", "1-2"], 64, "exclude each other"),
      (["train", "tiny.json", "--targets", "none.csv"], 66, "none.csv"),
      (["train", "tiny.json", "--targets", "words.csv"], 65, "words.csv"),
      (["train", "tiny.json", "--targets", "many.csv"], 65, "20001 targeted problems"),
      (["train", "tiny.json", "--success", "0.5"], 64, "--success needs --seeds"),
      (["train", "tiny.json", "--seeds", "1-2", "--success", "0"], 64, "--success must be above 0"),
      (["eval", "model", "--problems", "sums.csv", "--errors", "sums.csv"], 64, "sums.csv"),
      (["eval", "model", "--errors", "nowhere/wrong.csv"], 74, "nowhere"),
    ] {
      let outcome = try AnalyzeProcess.run(words, in: bench.path)
      #expect(outcome.exitCode == code, "\(words): \(outcome.complaint)")
      #expect(outcome.complaint.contains(part), "\(words): \(outcome.complaint)")
      #expect(outcome.complaint.split(separator: "\n").count == 1)
    }
    #expect(try bench.contents == before)
  }
}
