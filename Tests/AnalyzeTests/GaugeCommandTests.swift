import Foundation
import Testing
import Transformer

/// `analyze gauge`.
@Suite struct GaugeCommandTests {
  private static let architecture = Architecture.qwen3(width: 3, hidden: 2, heads: 1, headWidth: 2, base: 3)

  @Test func textTableAndJSONSayTheSame() throws {
    let bench = try Workbench()
    let checkpoint = try bench.writeModel("model", Self.architecture)
    let words = ["gauge", "model", "--count", "22", "--seed", "3"]
    let shown = try AnalyzeProcess.run(words + ["--csv", "t.csv", "--threads", "1"], in: bench.path)
    #expect(shown.exitCode == 0 && shown.complaint.isEmpty, "\(shown.complaint)")
    #expect(shown.output.contains("values against the output") && shown.output.hasSuffix("Table: t.csv\n"))
    #expect(!shown.output.lowercased().contains("nan"))
    let json = try AnalyzeProcess.run(words + ["--json", "--threads", "2"], in: bench.path)
    let study = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    let model = try #require(study["model"] as? [String: Any])
    #expect(model["weightsSHA256"] as? String == checkpoint.weightsSHA256.hex && model["name"] as? String == "model")
    let source = try #require(study["source"] as? [String: Any])
    #expect(source["seed"] as? Int == 3 && source["problems"] as? Int == 22)
    let learned = checkpoint.model.parameterCount
    #expect(study["learned"] as? Int == learned)
    let lines = String(decoding: try bench.bytes("t.csv"), as: UTF8.self).split(separator: "\n")
    let kinds = lines.dropFirst().map { $0.split(separator: ",")[2] }
    #expect(kinds.count { $0 == "number" } == learned)
    let spectra = try #require(study["spectra"] as? [[String: Any]])
    #expect(spectra.count == 2)
    let values = spectra.reduce(0) { $0 + (($1["singularValues"] as? [Any])?.count ?? 0) }
    #expect(kinds.count { $0 == "singular value" } == values)
    for spectrum in spectra { #expect((spectrum["rank"] as? Int ?? 0) + (spectrum["free"] as? Int ?? 0) == learned) }
  }

  @Test(arguments: [
    (["--tolerance", "2"], 64, "--tolerance"), (["--count", "99999"], 64, "--count"), (["--csv", "none/t.csv"], 74, "none"),
    (["--csv", "model/model.safetensors"], 64, "would be lost"),
  ]) func mistakesAreOneLine(_ words: [String], _ code: Int32, _ complaint: String) throws {
    let bench = try Workbench()
    try bench.writeModel("model", Self.architecture)
    let before = try bench.contents
    let outcome = try AnalyzeProcess.run(["gauge", "model"] + words, in: bench.path)
    #expect(outcome.exitCode == code && outcome.output.isEmpty, "\(outcome.complaint)")
    #expect(outcome.complaint.contains(complaint), "\(outcome.complaint)")
    #expect(outcome.complaint.split(separator: "\n").count { !$0.hasPrefix("note: ") } == 1, "\(outcome.complaint)")
    #expect(try bench.contents == before)
  }

  @Test func tooManyNumbersAreToldBeforeTheWork() throws {
    let bench = try Workbench()
    try bench.writeModel("model", .gptAcc(width: 16, hidden: 64))
    let outcome = try bench.analyze("gauge", "model")
    #expect(outcome.exitCode == 64 && outcome.complaint.contains("2,000"), "\(outcome.complaint)")
  }
}
