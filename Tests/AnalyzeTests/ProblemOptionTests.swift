import Foundation
import Testing
import Traces

/// Which problems: the same words in every command.
@Suite struct ProblemOptionTests {
  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func sumsAreEvaluatedAndNamed() throws {
    let bench = try Workbench()
    try bench.writeModel()
    let outcome = try bench.analyze("eval", "model", "--sum", "1+2", "--sum", "3+4,5+6", "--json")
    let result = try object(outcome.output)
    #expect(result["total"] as? Int == 3 && result["suite"] as? String == "sums")
    let sums = (result["source"] as? [String: Any])?["sums"] as? [[String: Int]]
    #expect(sums == [["a": 1, "b": 2], ["a": 3, "b": 4], ["a": 5, "b": 6]])
  }

  @Test func filesAndStandardInputAreRead() throws {
    let bench = try Workbench()
    try bench.writeModel()
    try bench.write("a,b\n1,2\n3,4\n".utf8, to: "sums.csv")
    #expect(try bench.analyze("eval", "model", "--problems", "sums.csv").output.contains("problems  2 problems of sums.csv\n"))
    // The tests' standard input is empty.
    let empty = try bench.analyze("eval", "model", "--problems", "-")
    #expect(empty.exitCode == 65 && empty.complaint.contains("no problem in it"))
    let shell = Process()
    shell.executableURL = URL(filePath: "/bin/sh")
    shell.arguments = [
      "-c", "echo 12+34 | \"$0\" eval model --problems - --json > result.json", try AnalyzeProcess.executable().path,
    ]
    shell.currentDirectoryURL = URL(filePath: bench.path)
    try shell.run()
    shell.waitUntilExit()
    #expect(shell.terminationStatus == 0)
    let result = try object(String(decoding: bench.bytes("result.json"), as: UTF8.self))
    #expect(result["total"] as? Int == 1)
  }

  @Test func aTracesProblemsAreRecordedAgain() throws {
    let bench = try Workbench()
    try bench.writeModel()
    #expect(try bench.analyze("dump", "model", "--out", "one.h5", "--hooks", "logits", "--sum", "7+8,9999999999+1").exitCode == 0)
    let again = try bench.analyze("dump", "model", "--out", "two.h5", "--hooks", "logits", "--problems", "one.h5")
    #expect(again.exitCode == 0, "\(again.complaint)")
    let problems = try TraceReader.open(bench.path + "/two.h5").readProblems()
    #expect(problems.a == [7, 9_999_999_999] && problems.b == [8, 1])
  }

  @Test func aFigureOfOneSumSaysSo() throws {
    let bench = try Workbench()
    try bench.writeModel()
    let outcome = try bench.analyze("attention", "model", "--out", "figure.png", "--sum", "4827156093+1372843958")
    #expect(outcome.exitCode == 0 && outcome.complaint.isEmpty, "\(outcome.complaint)")
    #expect(outcome.output.hasPrefix("Attention of L0H0, the sum 4827156093 + 1372843958\n"))
    #expect(outcome.output.hasSuffix("\nFigure: figure.png\n"))
    // The caption and the command that makes it again are in the file's text chunks.
    let bytes = String(decoding: try bench.bytes("figure.png"), as: UTF8.self)
    #expect(bytes.contains("on the sum 4827156093 + 1372843958 with the true answer as input"))
    #expect(bytes.contains("--sum 4827156093+1372843958"))
  }

  @Test func aReportIsOfTheProblemsAskedFor() throws {
    let bench = try Workbench()
    try bench.writeModel()
    let outcome = try bench.analyze("report", "model", "--out", "report", "--sum", "12+34", "--sum", "5+6")
    #expect(outcome.exitCode == 0, "\(outcome.complaint)")
    let page = String(decoding: try bench.bytes("report/report.md"), as: UTF8.self)
    #expect(page.contains("the sums 12 + 34, 5 + 6"))
    #expect(page.contains("analyze report model --sum 12+34 --sum 5+6 --out DIR"))
  }

  @Test func aCardCountsOtherProblems() throws {
    let bench = try Workbench()
    try bench.writeModel()
    #expect(
      try bench.analyze("card", "model", "--suite", "uniform", "--count", "50", "--seed", "9", "--out", "card.md").exitCode == 0)
    #expect(String(decoding: try bench.bytes("card.md"), as: UTF8.self).contains("| uniform, seed 9 |"))
  }

  @Test func aNumberThatCannotBeSharedOutIsSaid() throws {
    let bench = try Workbench()
    try bench.writeModel()
    let uneven = try bench.analyze("eval", "model", "--suite", "carry", "--count", "24")
    #expect(uneven.exitCode == 0)
    #expect(uneven.complaint.hasPrefix("note: 24 is no multiple of 11: ") && uneven.complaint.hasSuffix("evenly\n"))
    #expect(try bench.analyze("eval", "model", "--suite", "carry", "--count", "22").complaint.isEmpty)
    #expect(try bench.analyze("eval", "model", "--suite", "carry").complaint.isEmpty, "nobody asked for this number")
  }

  @Test(arguments: [
    (["--sum", "1+2", "--suite", "carry"], 64, "--sum does not go with --suite"),
    (["--sum", "1+2", "--seed", "3"], 64, "--sum does not go with --seed"),
    (["--problems", "sums.csv", "--count", "3"], 64, "--problems does not go with --count"),
    (["--problems", "sums.csv", "--sum", "1+2"], 64, "--problems does not go with --sum"),
    (["--sum", "12"], 64, "'12' is not a sum"), (["--sum", "1+10000000000"], 64, "more than ten digits"),
    (["--sum", "-1+2"], 64, "--sum"), (["--problems", "absent.csv"], 66, "absent.csv"), (["--problems", "."], 66, "folder"),
    (["--problems", "broken.csv"], 65, "broken.csv: line 2: "), (["--problems", "broken.h5"], 65, "broken.h5"),
    (["--problems", ""], 66, "names no file"), (["--problems", "model/model.safetensors"], 65, "line 1"),
  ])
  func mistakesAreOneLine(_ words: [String], _ code: Int32, _ mention: String) throws {
    let bench = try Workbench()
    try bench.writeModel()
    try bench.write("1,2\n".utf8, to: "sums.csv")
    try bench.write("1,2\n3\n".utf8, to: "broken.csv")
    try bench.write([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0], to: "broken.h5")
    let before = try bench.contents
    for command in [["eval", "model"], ["dump", "model", "--out", "x.h5"], ["attention", "model", "--out", "x.png"]] {
      let outcome = try AnalyzeProcess.run(command + words, in: bench.path)
      #expect(outcome.exitCode == code, "\(outcome.complaint)")
      #expect(outcome.complaint.contains(mention), "\(outcome.complaint)")
      #expect(outcome.output.isEmpty && outcome.complaint.count { $0 == "\n" } == 1, "\(outcome.complaint)")
    }
    #expect(try bench.contents == before)
  }
}
