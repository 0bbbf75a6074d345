import Foundation
import Testing

/// What every study says of itself, to programs and in files.
@Suite struct StudyResultTests {
  static let studies: [[String]] = [
    ["attention", "model", "--count", "22"], ["ablate", "model", "--count", "22", "--group", "head"],
    ["patch", "model", "--count", "22", "--by", "hook"], ["probe", "model", "--count", "110", "--label", "carry"],
    ["circuit", "model", "--count", "110"],
  ]

  @Test(arguments: studies) func namesTheModelAndWhatWasChanged(_ study: [String]) throws {
    let bench = try Workbench()
    let model = try bench.writeModel().model
    let changes = ["--set", "token_emb.weight[3]=0.5", "--intervene", "logits[Z2]=scale(0.5)"]
    let outcome = try AnalyzeProcess.run(study + changes + ["--json", "--csv", "table.csv", "--quiet"], in: bench.path)
    #expect(outcome.exitCode == 0, "\(outcome.complaint)")
    let result = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let subject = try #require(result["model"] as? [String: Any])
    #expect(subject["name"] as? String == "model" && subject["parameters"] as? Int == model.parameterCount)
    #expect((subject["weightsSHA256"] as? String)?.count == 64)
    #expect(result["version"] is String)
    #expect((result["interventions"] as? [[String: Any]])?.first?["hook"] as? String == "logits")
    #expect((result["weightEdits"] as? [[String: Any]])?.first?["tensor"] as? String == "token_emb.weight")
    let lines = String(decoding: try bench.bytes("table.csv"), as: UTF8.self).split(whereSeparator: \.isNewline)
    #expect(lines.count > 1 && lines[0].hasPrefix("model,changes,"))
    #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("model,token_emb.weight[3]=0.5; logits[Z2]=scale(0.5),") })
  }

  @Test func aPlaceThatCannotBeWrittenIsSaidBeforeTheWork() throws {
    let bench = try Workbench()
    try bench.writeModel()
    let before = try bench.contents
    for place in ["model", "nowhere/table.csv", ""] {
      // So many problems would take minutes.
      let outcome = try bench.analyze("ablate", "model", "--count", "9999990", "--csv", place)
      #expect(outcome.exitCode == 74 && outcome.output.isEmpty, "\(place): \(outcome.complaint)")
      #expect(outcome.complaint.split(separator: "\n").count == 1)
    }
    #expect(try bench.contents == before)
  }

  @Test func aPlaceIsQuotedAsItWasTyped() throws {
    let bench = try Workbench()
    try bench.writeModel()
    for (command, place, words) in [
      ("ablate", "nothing", "'nothing', letter 1"), ("ablate", "logits[Q]", "'logits[Q]', letter 8"),
      ("ablate", "logits=zero", "needs no '='"), ("patch", "logits[Z0, 99]", "'logits[Z0, 99]', letter 12"),
    ] {
      let outcome = try bench.analyze(command, "model", "--at", place)
      #expect(outcome.exitCode == 64 && outcome.complaint.contains(words), "\(outcome.complaint)")
    }
  }

  @Test func aProblemAloneHasMeansWithoutIntervals() throws {
    let bench = try Workbench()
    try bench.writeModel()
    let outcome = try bench.analyze("ablate", "model", "--sum", "1+2", "--group", "head", "--metric", "loss")
    #expect(outcome.exitCode == 0 && outcome.output.contains("11 digits"), "\(outcome.complaint)")
    #expect(!outcome.output.contains("–") && !outcome.output.contains(" to "), "\(outcome.output)")
  }

  @Test func aPairAloneHasEffectsWithoutIntervals() throws {
    let bench = try Workbench()
    try bench.writeModel()
    let outcome = try bench.analyze("patch", "model", "--sum", "1+2", "--by", "hook")
    #expect(outcome.exitCode == 0 && !outcome.output.contains("does not tell"), "\(outcome.output)")
    #expect(outcome.output.contains("100.0%"))
  }
}
