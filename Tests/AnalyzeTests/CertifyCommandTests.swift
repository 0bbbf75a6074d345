import Foundation
import Testing
import Transformer

/// `analyze certify`.
@Suite struct CertifyCommandTests {
  /// Random weights are wrong on nearly every sum.
  @Test func aWrongSumIsShown() throws {
    let bench = try Workbench()
    let checkpoint = try bench.writeModel("model", .qwen3(width: 3, hidden: 2, heads: 1, headWidth: 2, base: 3))
    let shown = try AnalyzeProcess.run(["certify", "model", "--out", "c.json", "--threads", "1"], in: bench.path)
    #expect(shown.exitCode == 0 && shown.complaint.isEmpty, "\(shown.complaint)")
    #expect(shown.output.contains("verdict    refuted\n") && shown.output.hasSuffix("Certificate: c.json\n"))
    let printed = try AnalyzeProcess.run(["certify", "model", "--json", "--quiet"], in: bench.path)
    for text in [printed.output, String(decoding: try bench.bytes("c.json"), as: UTF8.self)] {
      let json = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      #expect(json["verdict"] as? String == "refuted" && json["arithmetic"] as? String == "real")
      #expect(json["margin"] is NSNull && json["wrong"] is NSNull && json["seconds"] is Double)
      let model = try #require(json["model"] as? [String: Any])
      #expect(model["weightsSHA256"] as? String == checkpoint.weightsSHA256.hex)
      // The sum that is shown is wrong when the command is asked for it.
      let wrong = try #require(json["counterexample"] as? [String: Any])
      let (a, b) = (try #require(wrong["a"] as? UInt64), try #require(wrong["b"] as? UInt64))
      #expect(wrong["expected"] as? UInt64 == a + b && wrong["float32"] as? UInt64 != a + b)
      let added = try bench.analyze("add", "model", "\(a)", "\(b)", "--json")
      #expect(!added.output.contains("\"correct\" : true"))
    }
  }

  @Test func timeIsLimited() throws {
    let bench = try Workbench()
    try bench.writeModel("model", .gptAcc(width: 7, hidden: 14))
    let outcome = try AnalyzeProcess.run(["certify", "model", "--time-limit", "0.001", "--json"], in: bench.path)
    #expect(outcome.exitCode == 0)
    let json = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    #expect(json["verdict"] as? String != "proved")
  }

  @Test(arguments: [
    (["--time-limit", "0"], 64, "--time-limit"), (["--time-limit", "x"], 64, "--time-limit"),
    (["--arithmetic", "float16"], 64, "float16"), (["--out", "none/c.json"], 74, "none"),
    (["--out", "model/model.safetensors"], 64, "would be lost"),
  ]) func mistakesAreOneLine(_ words: [String], _ code: Int32, _ complaint: String) throws {
    let bench = try Workbench()
    try bench.writeModel()
    let before = try bench.contents
    let outcome = try AnalyzeProcess.run(["certify", "model"] + words, in: bench.path)
    #expect(outcome.exitCode == code && outcome.output.isEmpty, "\(outcome.complaint)")
    #expect(outcome.complaint.contains(complaint), "\(outcome.complaint)")
    #expect(outcome.complaint.split(separator: "\n").count { !$0.hasPrefix("note: ") } == 1, "\(outcome.complaint)")
    #expect(try bench.contents == before)
  }

  @Test func modelsOfTwoLayersAreRefused() throws {
    let bench = try Workbench()
    try bench.writeModel("model", .gptAcc(width: 4, hidden: 4, layers: 2))
    let outcome = try bench.analyze("certify", "model")
    #expect(outcome.exitCode == 65 && outcome.complaint.contains("2 layers"), "\(outcome.complaint)")
    #expect(outcome.complaint.split(separator: "\n").count == 1)
  }
}
