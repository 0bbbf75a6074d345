import Foundation
import Testing
import Traces

@Suite struct TraceCommandTests {
  @Test func showListsHooksAndOrigin() throws {
    let bench = try Workbench()
    try bench.writeModel()
    #expect(try bench.analyze("dump", "model", "--out", "t.h5", "--count", "30").exitCode == 0)
    let shown = try bench.analyze("trace", "t.h5")
    #expect(shown.exitCode == 0, "\(shown.complaint)")
    #expect(shown.output.contains("30 problems of suite uniform, seed 1") && shown.output.contains("teacher-forced"))
    #expect(try bench.analyze("trace", "show", "t.h5").output == shown.output)
    let json = try bench.analyze("trace", "t.h5", "--json")
    let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    #expect(object?["problems"] as? Int == 30)
  }

  @Test func diffAndExportSayWhatTheyDid() throws {
    let bench = try Workbench()
    try bench.writeModel()
    for name in ["a.h5", "b.h5"] { #expect(try bench.analyze("dump", "model", "--out", name, "--count", "5").exitCode == 0) }
    let difference = try bench.analyze("trace", "diff", "a.h5", "b.h5")
    #expect(difference.exitCode == 0 && difference.output.contains("over 5 problems"), "\(difference.complaint)")
    let export = try bench.analyze(
      "trace", "export", "a.h5", "--hook", "logits", "--positions", "=,Z*", "--problems", "1..2", "--out", "logits.csv")
    #expect(export.exitCode == 0, "\(export.complaint)")
    #expect(export.output == "logits.csv: 336 values\n")
  }

  /// Lines, and how they end.
  static let wrong: [(line: String, exitCode: Int32)] = [
    ("trace none.h5", 66), ("trace text.h5", 65), ("trace model/model.safetensors", 65),
    ("trace export text.h5 --out x.png", 64), ("trace export text.h5 --problems 3..1 --out x.csv", 64),
    ("dump model --out -", 64), ("dump model --out t.h5 --positions Q9", 64), ("dump model --out t.h5 --append", 66),
    ("dump model --out t.h5 --codec zstd", 64), ("dump model --out t.h5 --compress 10", 64),
  ]

  @Test(arguments: wrong) func whatIsWrongIsOneLine(_ line: String, _ exitCode: Int32) throws {
    let bench = try Workbench()
    try bench.writeModel()
    try bench.write("no trace\n".utf8, to: "text.h5")
    let outcome = try AnalyzeProcess.run(line.split(separator: " ").map(String.init), in: bench.path)
    #expect(outcome.exitCode == exitCode, "\(outcome.complaint)")
    #expect(outcome.output.isEmpty && outcome.complaint.split(separator: "\n").count == 1, "\(outcome.complaint)")
    #expect(try bench.contents == ["model", "model/model.safetensors", "text.h5"])
  }

  @Test func appendingAddsProblems() throws {
    let bench = try Workbench()
    try bench.writeModel()
    #expect(try bench.analyze("dump", "model", "--out", "t.h5", "--count", "20").exitCode == 0)
    let more = try bench.analyze("dump", "model", "--out", "t.h5", "--count", "5", "--seed", "2", "--append")
    #expect(more.exitCode == 0 && more.output.contains("5 more problems"), "\(more.complaint)")
    let reader = try TraceReader.open(bench.path + "/t.h5")
    #expect(reader.problemCount == 25)
    #expect(reader.provenance.problemSource == "20 problems of suite uniform, seed 1\n5 problems of suite uniform, seed 2")
    let other = try bench.analyze("dump", "model", "--out", "t.h5", "--append", "--hooks", "logits")
    #expect(other.exitCode == 65 && other.complaint.contains("record to a file of its own"))
  }
}
