import Foundation
import Testing
import analyze

/// `analyze patch`.
@Suite struct PatchTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL

  private struct Study: Decodable {
    struct Estimate: Decodable {
      let value: Double?
      let count: Int
      let lower, upper: Double?
      let method: String
    }
    struct Effect: Decodable {
      let direction, digits: String
      let recovered, flipped: Estimate
    }
    struct Row: Decodable { let effects: [Effect] }
    let pairs, pairsThatDiffer: Int
    let seed: UInt64
    let pairsAreGiven: Bool
    let rows: [Row]
    let positionNames: [String]
  }

  private func patch(_ bench: borrowing Workbench, _ words: String...) throws -> AnalyzeProcess.Outcome {
    try? FileManager.default.createSymbolicLink(
      atPath: bench.path + "/checkpoints", withDestinationPath: Self.root.path + "/checkpoints")
    return try AnalyzeProcess.run(["patch", "checkpoints/gptacc-777p"] + words, in: bench.path)
  }

  private func study(_ outcome: AnalyzeProcess.Outcome) throws -> Study {
    try JSONDecoder().decode(Study.self, from: Data(outcome.output.utf8))
  }

  @Test func textTableFigureAndJSONSayTheSame() throws {
    let bench = try Workbench()
    let words = ["patch", "checkpoints/gptacc-777p", "--by", "hook", "--count", "55", "--quiet"]
    let text = try patch(bench, "--by", "hook", "--count", "55", "--csv", "t.csv", "--out", "f.png", "--quiet")
    #expect(text.exitCode == 0, "\(text.complaint)")
    #expect(text.output.contains("hook_embed") && text.output.contains("100.0 to 100.0%"))
    let result = try study(AnalyzeProcess.run(words + ["--json", "--threads", "1"], in: bench.path))
    #expect(result.pairs == 55 && result.pairsThatDiffer == 55 && !result.pairsAreGiven && result.seed == 1)
    #expect(result.rows.count == result.positionNames.count && result.positionNames.allSatisfy { $0 == "all" })
    #expect(result.rows.allSatisfy { $0.effects.count == 6 })
    let first = try #require(result.rows.first?.effects.first { $0.digits == "first" })
    #expect(first.recovered.value == 1 && first.recovered.count == 55 && first.recovered.method == "bootstrap")
    #expect(first.flipped.method == "wilson")
    let csv = String(decoding: try bench.bytes("t.csv"), as: UTF8.self).split(separator: "\n")
    #expect(csv[0] == "model,sender,hook,head,features,position,direction,digits,quantity,value,count,lower,upper,interval")
    #expect(csv.count == 1 + 12 + result.rows.count * 12)
    #expect(csv.contains { $0.contains(",,hook_embed,,,all,denoising,first,recovered,1.0,55,1.0,1.0,bootstrap") })
    #expect(try bench.bytes("f.png").starts(with: [0x89, 0x50, 0x4E, 0x47]))
  }

  @Test func everyExampleOfItsHelpWorks() throws {
    let bench = try Workbench()
    let help = try bench.analyze("patch", "--help").output
    let examples = help.split(separator: "\n").filter { $0.contains("analyze patch checkpoints/") }
    #expect(examples.count >= 5)
    let executables = try AnalyzeProcess.executable().deletingLastPathComponent().path
    try FileManager.default.createSymbolicLink(
      atPath: bench.path + "/checkpoints", withDestinationPath: Self.root.path + "/checkpoints")
    for example in examples {
      let process = Process()
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments = ["-c", "PATH=\(executables):$PATH; \(example) --count 22 > printed.txt 2>&1"]
      process.currentDirectoryURL = URL(filePath: bench.path)
      try process.run()
      process.waitUntilExit()
      let printed = String(decoding: try bench.bytes("printed.txt"), as: UTF8.self)
      #expect(process.terminationStatus == 0, "\(example): \(printed)")
    }
    #expect(try bench.contents.contains("paths.png"))
  }

  /// Parts, paths and pairs of one's own.
  @Test func nodesOfOnesOwn() throws {
    let bench = try Workbench()
    try bench.write("a,b,a_corrupted,b_corrupted\n5,6,5,2\n15,16,15,12\n7,1,1,7\n".utf8, to: "pairs.csv")
    let part = try patch(bench, "--at", "hook_embed[Y0]", "--problems", "pairs.csv", "--json", "--quiet")
    #expect(part.exitCode == 0, "\(part.complaint)")
    let result = try study(part)
    #expect(result.pairs == 3 && result.pairsThatDiffer == 2 && result.pairsAreGiven && result.positionNames == ["Y0"])
    #expect(try patch(bench, "--problems", "pairs.csv", "--quiet").output.contains("1 pair has the same answer twice"))
    let path = try patch(
      bench, "--from", "hook_embed", "--to", "blocks.0.hook_v_input[Y0, head 0]", "--count", "11", "--json", "--quiet")
    let rows = try study(path).rows
    #expect(path.exitCode == 0 && rows.count == 1, "\(path.complaint)")
    let one = try patch(bench, "--sum", "55+66", "--at", "blocks.0.hook_mlp_out", "--by", "hook", "--quiet")
    #expect(one.exitCode == 0 && one.output.contains("the sum 55 + 66"))
  }

  @Test(arguments: [
    ("--by layer", "position:head"), ("--at hook_embde", "hook_embed"), ("--at hook_embed[Q0]", "no position"),
    ("--from hook_embed", "--to"), ("--to blocks.0.hook_mlp_in", "--from"), ("--paths --at hook_embed", "--paths"),
    ("--paths --by feature", "--by position"), ("--from hook_embed --to blocks.0.hook_mlp_out", "stream is read"),
    ("--from hook_embed --to blocks.0.hook_mlp_in --by position", "--to"), ("--sum 1+x", "no problem"),
    ("--problems same.csv", "same answer"), ("--count 0", "--count"), ("--out f.gif", ".png, .svg or .pdf"),
    ("--intervene hook_embed=donor", "no other problem"), ("--at hook_embed[Y0] --by head", "in brackets"),
    ("--paths --positions absolute", "--by position"), ("--at hook_embed[Y0] --positions role", "--by position"),
    ("--by hook --positions absolute", "--by position"), ("--paths --by position:head", "--by position"),
  ]) func mistakesAreOneLine(_ words: String, _ mention: String) throws {
    let bench = try Workbench()
    try bench.writeModel()
    try bench.write("a,b,a_corrupted,b_corrupted\n1,2,2,1\n".utf8, to: "same.csv")
    let outcome = try AnalyzeProcess.run(["patch", "model"] + words.split(separator: " ").map(String.init), in: bench.path)
    #expect(outcome.exitCode == 64 && outcome.complaint.contains(mention), "\(outcome.complaint)")
    #expect(outcome.output.isEmpty && outcome.complaint.count { $0 == "\n" } == 1, "\(outcome.complaint)")
  }
}
