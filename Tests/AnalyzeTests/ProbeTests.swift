import Foundation
import Testing
import Transformer

/// `analyze probe`.
@Suite struct ProbeTests {
  @Test func tableFigureAndJSONSayTheSame() throws {
    let bench = try Workbench()
    try bench.writeModel()
    let words = ["probe", "model", "--label", "carry,sum", "--hooks", "*.hook_resid_{pre,post}", "--count", "22"]
    let shown = try AnalyzeProcess.run(words + ["--out", "f.svg", "--csv", "t.csv", "--threads", "1"], in: bench.path)
    #expect(shown.exitCode == 0, "\(shown.complaint)")
    #expect(shown.output.contains("blocks.0.hook_resid_post") && shown.output.hasSuffix("Figure: f.svg\nTable: t.csv\n"))
    // Carries enter ten digits, and ten have operands.
    let lines = String(decoding: try bench.bytes("t.csv"), as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 1 + 2 * (10 + 10))
    let json = try AnalyzeProcess.run(words + ["--json", "--threads", "2"], in: bench.path)
    let study = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    let rows = try #require(study["rows"] as? [[String: Any]])
    #expect(rows.count == lines.count - 1)
    #expect((study["source"] as? [String: Any])?["problems"] as? Int == 22)
    #expect((study["randomSeeds"] as? [Any])?.count == 19)
    for (row, line) in zip(rows, lines.dropFirst()) {
      let accuracy = try #require(row["accuracy"] as? [String: Int])
      #expect(line.split(separator: ",", omittingEmptySubsequences: false)[10] == "\(try #require(accuracy["count"]))")
    }
  }

  @Test(arguments: [
    (["--hooks", "blocks.0.mpl.hook_pre"], 64, "hook"), (["--positions", "+"], 64, "choose others"),
    (["--positions", "Q3"], 64, "Q3"), (["--label", "sums"], 64, "carry-out"), (["--kind", "deep"], 64, "shallow"),
    (["--positions", "=", "--label", "carry"], 64, "the same on all problems"), (["--count", "9999999"], 64, "ask for fewer"),
  ]) func mistakesAreOneLine(_ words: [String], _ code: Int32, _ complaint: String) throws {
    let bench = try Workbench()
    // `+` and `=` are positions of its format.
    try bench.writeModel("model", .microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: false))
    let outcome = try AnalyzeProcess.run(["probe", "model"] + words, in: bench.path)
    #expect(outcome.exitCode == code && outcome.output.isEmpty)
    #expect(outcome.complaint.contains(complaint), "\(outcome.complaint)")
    #expect(outcome.complaint.split(separator: "\n").count { !$0.hasPrefix("note: ") } == 1, "\(outcome.complaint)")
  }

  @Test func oneSumIsEnoughToAsk() throws {
    let bench = try Workbench()
    try bench.writeModel()
    let outcome = try bench.analyze("probe", "model", "--sum", "1+2", "--label", "carry", "--hooks", "*.hook_attn_out")
    #expect(outcome.exitCode == 0, "\(outcome.complaint)")
    #expect(outcome.output.contains("0 of 10 probes claim") && !outcome.output.lowercased().contains("nan"))
  }
}
