import Foundation
import Testing

@Suite struct QuietTests {
  @Test(arguments: [
    ["train", "tiny.json"], ["dump", "model", "--out", "trace.h5", "--count", "16"],
    ["embeddings", "model", "--out", "figure.png"],
    ["convert", "model", "weights.npz"], ["export", "model", "--to", "numpy", "--out", "adder.py"],
  ]) func nothingIsSaidOfWhatWasWritten(_ arguments: [String]) throws {
    let bench = try Workbench()
    try bench.writeModel()
    try bench.writeRecipe()
    let outcome = try AnalyzeProcess.run(arguments + ["--quiet"], in: bench.path)
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.isEmpty && outcome.complaint.isEmpty, "\(outcome.output)\(outcome.complaint)")
    #expect(try bench.contents.count > 3)
  }

  @Test func resultsAreStillPrinted() throws {
    let bench = try Workbench()
    try bench.writeModel()
    let eval = try bench.analyze("eval", "model", "--suite", "uniform", "--count", "16", "--quiet")
    #expect(eval.output.contains("right     0 of 16"), "\(eval.output)")
    let ablate = try bench.analyze("ablate", "model", "--out", "figure.png", "--count", "16", "--quiet")
    #expect(ablate.output.contains("taken out") && !ablate.output.contains("figure.png"))
    // What is wrong is always said.
    #expect(try bench.analyze("convert", "absent", "weights.npz", "--quiet").complaint.contains("absent"))
  }
}
