import Addition
import Foundation
import Interpretability
import Testing

/// `analyze ablate --donors`.
@Suite struct DonorOptionTests {
  /// What the JSON says about donors.
  private struct Told: Decodable {
    struct Donors: Decodable {
      let source: ProblemSource
      let sums: [Problem]
    }

    let reference: ProblemSource
    let donors: Donors?
  }

  @Test func aTracesProblemsLend() throws {
    let bench = try Workbench()
    let model = try bench.writeModel().model
    #expect(try bench.analyze("dump", "model", "--out", "t.h5", "--count", "7", "--hooks", "logits").exitCode == 0)
    let outcome = try bench.analyze(
      "ablate", "model", "--out", "f.png", "--count", "22", "--donors", "t.h5", "--json", "--quiet")
    #expect(outcome.exitCode == 0, "\(outcome.complaint)")
    let told = try JSONDecoder().decode(Told.self, from: Data(outcome.output.utf8))
    #expect(told.reference == .file("t.h5", count: 7))
    let donors = try #require(told.donors)
    #expect(donors.source == told.reference && donors.sums.count == 22)
    let sample = Array(ProblemSuite.uniform(count: 7, seed: 1))
    #expect(Set(donors.sums).isSubset(of: sample) && Set(donors.sums).count > 1)

    // A program that has the problems does the same study.
    let study = try JSONDecoder().decode(AblationStudy.self, from: Data(outcome.output.utf8))
    let again = try AblationStudy(
      model, on: .carry(count: 22), ablations: [.resample], reference: ProblemSuite(sums: sample))
    #expect(study.rows == again.rows)
    #expect(donors.sums == (0..<22).map(Donors(from: ProblemSuite(sums: sample)).donor(of:)))
  }

  @Test func aTextFilesProblemsLend() throws {
    let bench = try Workbench()
    try bench.writeModel()
    try bench.write("a,b\n1,2\n".utf8, to: "one.csv")
    let outcome = try bench.analyze(
      "ablate", "model", "--out", "f.png", "--count", "11", "--donors", "one.csv", "--json", "--quiet")
    #expect(outcome.exitCode == 0, "\(outcome.complaint)")
    let told = try JSONDecoder().decode(Told.self, from: Data(outcome.output.utf8))
    #expect(told.donors?.sums == Array(repeating: try Problem(1, 2), count: 11))
    // Means are of those problems, but nobody has a donor.
    let mean = try bench.analyze(
      "ablate", "model", "--out", "f.png", "--count", "11", "--donors", "one.csv", "--kind", "mean", "--json", "--quiet")
    let toldOfMeans = try JSONDecoder().decode(Told.self, from: Data(mean.output.utf8))
    #expect(toldOfMeans.donors == nil && toldOfMeans.reference == .file("one.csv", count: 1))
  }

  @Test func withoutTheOptionDonorsAreOfTheCompanion() throws {
    let bench = try Workbench()
    try bench.writeModel()
    let outcome = try bench.analyze("ablate", "model", "--out", "f.png", "--count", "11", "--json", "--quiet")
    let told = try JSONDecoder().decode(Told.self, from: Data(outcome.output.utf8))
    let companion = ProblemSuite.carry(count: 11).companion
    #expect(told.reference == companion.source)
    #expect(told.donors?.sums == (0..<11).map(Donors(from: companion).donor(of:)))
  }

  static let wrong: [(line: String, exitCode: Int32, complaint: String)] = [
    ("--donors none.h5", 66, "none.h5"), ("--donors text", 65, "line 1"), ("--donors text --kind zero", 64, "--kind zero"),
    ("--donors - --problems -", 64, "standard input"), ("--donors text --out text", 64, "text"),
  ]

  @Test(arguments: wrong) func whatIsWrongIsOneLine(_ line: String, _ exitCode: Int32, _ complaint: String) throws {
    let bench = try Workbench()
    try bench.writeModel()
    try bench.write("no problem\n".utf8, to: "text")
    let words = line.split(separator: " ").map(String.init)
    let outcome = try AnalyzeProcess.run(
      ["ablate", "model"] + words + (words.contains("--out") ? [] : ["--out", "f.png"]), in: bench.path)
    #expect(outcome.exitCode == exitCode && outcome.complaint.contains(complaint), "\(outcome.complaint)")
    #expect(outcome.output.isEmpty && outcome.complaint.split(separator: "\n").count == 1, "\(outcome.complaint)")
    #expect(try bench.contents == ["model", "model/model.safetensors", "text"])
  }
}
