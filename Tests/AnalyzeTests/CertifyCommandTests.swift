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

  /// Of gptacc-973p nothing is decided for minutes. A signal that comes before anybody listens ends the process: then once more, later.
  @Test(arguments: [[], ["--wrong"]]) func whoIsToldToStopSaysWhatIsKnown(options: [String]) throws {
    let bench = try Workbench()
    var outcome: AnalyzeProcess.Outcome?
    for seconds in [0.5, 2, 8, 32] where outcome == nil {
      let process = try AnalyzeProcess(
        ["certify", Self.shipped + "/gptacc-973p", "--time-limit", "3600", "--json"] + options, in: bench.path)
      Thread.sleep(forTimeInterval: seconds)
      process.send(SIGINT)
      let ended = try process.wait()
      if ended.exitCode != -SIGINT { outcome = ended }
    }
    let ended = try #require(outcome)
    #expect(ended.exitCode == 130 && ended.complaint == "analyze certify: stopped; this is what was known by then\n")
    let object = try #require(try JSONSerialization.jsonObject(with: Data(ended.output.utf8)) as? [String: Any])
    #expect(object["verdict"] as? String == "undecided" && object["wrong"] is [String: Any] == !options.isEmpty)
    // Nobody has looked at the highest places.
    #expect(object["openInputs"] as? String == "100000000000000000000", "\(object)")
    #expect(try bench.contents.isEmpty)
  }

  /// A proof is kept, accepted, and refused where it is not one; nothing is written, and the code is 65.
  @Test func certificatesAreChecked() throws {
    let bench = try Workbench()
    let model = Self.shipped + "/period12-20p"
    let made = try AnalyzeProcess.run(
      ["certify", model, "--arithmetic", "float32", "--out", "c.json", "--quiet"], in: bench.path)
    #expect(
      made.exitCode == 0 && made.output.contains("in float32 arithmetic") && made.output.contains("rounding"), "\(made.complaint)"
    )
    let accepted = try AnalyzeProcess.run(["certify", model, "--check", "c.json"], in: bench.path)
    #expect(accepted.exitCode == 0 && accepted.output.contains("accepted: proved in float32 arithmetic"), "\(accepted.complaint)")
    let json = try AnalyzeProcess.run(["certify", model, "--check", "c.json", "--json", "--quiet"], in: bench.path)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect(object["accepted"] as? Bool == true && object["verdict"] as? String == "proved")
    let text = String(decoding: try bench.bytes("c.json"), as: UTF8.self)
    try bench.write(text.replacingOccurrences(of: "\"total\":7", with: "\"total\":8").utf8, to: "lie.json")
    try bench.write(text.prefix(text.count / 2).utf8, to: "half.json")
    try bench.write("[1, 2]".utf8, to: "list.json")
    for (words, code, complaint) in [
      ([model, "--check", "lie.json"], 65, "rejected: Z"), ([model, "--check", "half.json"], 65, "no certificate"),
      ([model, "--check", "list.json"], 65, "no certificate"), ([model, "--check", "none.json"], 66, "none.json"),
      ([Self.shipped + "/microadder-57p", "--check", "c.json"], 65, "other weights"),
      ([model, "--check", "c.json", "--wrong"], 64, "--check"), ([model, "--check", "c.json", "--out", "d.json"], 64, "--check"),
    ] as [([String], Int32, String)] {
      let before = try bench.contents
      let outcome = try AnalyzeProcess.run(["certify"] + words, in: bench.path)
      #expect(
        outcome.exitCode == code && outcome.output.isEmpty && outcome.complaint.contains(complaint),
        "\(words): \(outcome.complaint)")
      #expect(outcome.complaint.split(separator: "\n").count { !$0.hasPrefix("note: ") } == 1, "\(outcome.complaint)")
      #expect(try bench.contents == before)
    }
  }

  /// `eval` and `card` say how many of all sums are right.
  @Test func exactAccuracyIsToldBesideSamples() throws {
    let bench = try Workbench()
    let model = Self.shipped + "/period12-20p"
    let shown = try AnalyzeProcess.run(["eval", model, "--suite", "uniform", "--count", "1000", "--exact"], in: bench.path)
    #expect(
      shown.exitCode == 0 && shown.output.contains("right on all 10^20 sums, proved in float32 arithmetic"), "\(shown.complaint)")
    try bench.writeModel("deep", .gptAcc(width: 4, hidden: 4, layers: 2))
    let deep = try AnalyzeProcess.run(
      ["eval", "deep", "--suite", "uniform", "--count", "100", "--exact", "--json"], in: bench.path)
    #expect(deep.exitCode == 0 && deep.output.contains("2 layers"), "\(deep.output) \(deep.complaint)")
    let card = try AnalyzeProcess.run(
      ["card", model, "--exact", "--suite", "uniform", "--count", "1000", "--out", "card.md", "--quiet"], in: bench.path)
    #expect(card.exitCode == 0, "\(card.complaint)")
    let text = String(decoding: try bench.bytes("card.md"), as: UTF8.self)
    #expect(
      text.contains("proved in float32 arithmetic") && text.contains("certificate.json says that it is proved in real")
        || text.contains("[certificate.json](certificate.json) says that it is proved in real arithmetic"), "\(text)")
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
    (["--out", "model/model.safetensors"], 64, "would be lost"), (["--check", "c.json", "--figures", "f"], 64, "--figures"),
    (["--figures", "model/model.safetensors", "--time-limit", "60"], 74, "a file, not a folder"),
    (["--figures", "", "--time-limit", "60"], 74, "names no folder"),
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

  private static let shipped = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../checkpoints")
    .standardizedFileURL.path

  /// What there is to see of a verdict, in three formats; the same bytes wherever it is written.
  @Test func figuresAreDrawn() throws {
    let bench = try Workbench()
    let kinds = [("microadder-57p", ["bars", "margins"]), ("period12-25p", ["margins"])]
    for (name, figures) in kinds {
      let shown = try AnalyzeProcess.run(["certify", "\(Self.shipped)/\(name)", "--figures", "a/\(name)"], in: bench.path)
      #expect(shown.exitCode == 0, "\(shown.complaint)")
      #expect(shown.output.contains("Figures: a/\(name)/certificate-\(figures[0]).png"))
      #expect(try Set(FileManager.default.contentsOfDirectory(atPath: bench.path + "/a/\(name)")) == Set(Self.files(figures)))
      let again = try AnalyzeProcess.run(
        ["certify", "\(Self.shipped)/\(name)", "--figures", "b", "--json", "--threads", "1"], in: bench.path)
      #expect(again.exitCode == 0 && again.output.hasPrefix("{"))
      for file in Self.files(figures) where !file.hasSuffix("pdf") {
        #expect(try bench.bytes("a/\(name)/" + file) == bench.bytes("b/" + file), "\(file)")
      }
    }
    try bench.writeModel("wrong", .qwen3(width: 3, hidden: 2, heads: 1, headWidth: 2, base: 3))
    let wrong = try bench.analyze("certify", "wrong", "--figures", "c/")
    #expect(wrong.exitCode == 0 && wrong.output.contains("Figures: c/certificate-errors.png; also"), "\(wrong.complaint)")
    #expect(try Set(FileManager.default.contentsOfDirectory(atPath: bench.path + "/c")) == Set(Self.files(["errors"])))
    let open = try bench.analyze("certify", "\(Self.shipped)/microadder-57p", "--time-limit", "1e-9", "--figures", "d")
    #expect(open.exitCode == 0 && open.output.contains("verdict    undecided") && open.output.contains("Figures: none"))
    #expect(!FileManager.default.fileExists(atPath: bench.path + "/d"))
  }

  private static func files(_ figures: [String]) -> [String] {
    figures.flatMap { figure in ["png", "svg", "pdf"].map { "certificate-\(figure).\($0)" } }
  }

  @Test func figuresAreNotWrittenOntoTheModel() throws {
    let bench = try Workbench()
    try bench.writeModel("model", .qwen3(width: 3, hidden: 2, heads: 1, headWidth: 2, base: 3))
    try FileManager.default.createDirectory(atPath: bench.path + "/out", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: bench.path + "/out/certificate-errors.svg", withDestinationPath: "../model/model.safetensors")
    let before = try bench.bytes("model/model.safetensors")
    let outcome = try bench.analyze("certify", "model", "--figures", "out", "--out", "c.json")
    #expect(outcome.exitCode == 64 && outcome.complaint.contains("would be lost"), "\(outcome.complaint)")
    #expect(try bench.bytes("model/model.safetensors") == before && !bench.contents.contains("c.json"))
  }

  @Test func modelsOfTwoLayersAreRefused() throws {
    let bench = try Workbench()
    try bench.writeModel("model", .gptAcc(width: 4, hidden: 4, layers: 2))
    let outcome = try bench.analyze("certify", "model")
    #expect(outcome.exitCode == 65 && outcome.complaint.contains("2 layers"), "\(outcome.complaint)")
    #expect(outcome.complaint.split(separator: "\n").count == 1)
  }
}
