import Foundation
import Testing
import Transformer
import analyze

@Suite struct GeometryCommandTests {
  @Test func textTableFigureAndJSONSayTheSame() throws {
    let bench = try Workbench()
    try bench.writeModel("model", .microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: true))
    let words = ["geometry", "model", "--count", "22", "--draws", "19"]
    let text = try AnalyzeProcess.run(words + ["--out", "figure.png", "--csv", "table.csv"], in: bench.path)
    #expect(text.exitCode == 0, "\(text.complaint)")
    for part in ["Digits", "Singular values", "L0H0  QK", "blocks.0.query", "X[i-1]", "Figure: figure.png", "Table: table.csv"] {
      #expect(text.output.contains(part), "\(part)")
    }
    #expect(try bench.bytes("figure.png").starts(with: [0x89, 0x50, 0x4E, 0x47]))
    let lines = String(decoding: try bench.bytes("table.csv"), as: UTF8.self).split(separator: "\n")
    #expect(lines[0] == "model,section,item,quantity,value,count,lower,upper,p")
    let json = try AnalyzeProcess.run(words + ["--json", "--threads", "1"], in: bench.path)
    let study = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect(study["draws"] as? Int == 19 && study["seed"] as? Int == 1)
    let circuit = try #require((study["circuits"] as? [[String: Any]])?.first?["queryKey"] as? [String: Any])
    let largest = try #require((circuit["values"] as? [Double])?.first)
    let line = try #require(lines.first { $0.hasPrefix("model,circuit,L0H0 QK,singular value 1,") })
    #expect(try abs(#require(Double(line.split(separator: ",")[4])) - largest) < 1e-9 * largest)
  }

  @Test func theSeedDrawsAgain() throws {
    let bench = try Workbench()
    try bench.writeModel()
    func output(_ seed: String) throws -> String {
      try bench.analyze("geometry", "model", "--count", "22", "--draws", "19", "--seed", seed, "--json").output
    }
    let (first, second) = (try output("4"), try output("5"))
    #expect(try output("4") == first)
    #expect(first != second)
  }

  @Test func oneSumIsEnough() throws {
    let bench = try Workbench()
    try bench.writeModel()
    let outcome = try bench.analyze("geometry", "model", "--sum", "5+7", "--draws", "1")
    #expect(
      outcome.exitCode == 0 && outcome.output.contains("the sum 5 + 7; p values from 1 draw, seed")
        && !outcome.output.contains("nan"))
  }

  @Test(arguments: [
    (["--draws", "0"], 64, "1...1,000,000"), (["--out", "a.gif"], 64, ".png, .svg or .pdf"), (["--count", "0"], 64, "--count"),
    (["--csv", "nowhere/a.csv", "--count", "22", "--draws", "5"], 74, "nowhere/a.csv"),
  ]) func mistakesAreOneLine(_ words: [String], _ code: Int32, _ part: String) throws {
    let bench = try Workbench()
    try bench.writeModel()
    let before = try bench.contents
    let outcome = try AnalyzeProcess.run(["geometry", "model"] + words, in: bench.path)
    #expect(outcome.exitCode == code && outcome.complaint.contains(part), "\(outcome.complaint)")
    #expect(outcome.complaint.split(separator: "\n").count == 1)
    #expect(try bench.contents == before)
  }

  @Test func theExamplesOfItsHelpWork() throws {
    let bench = try Workbench()
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL.path
    try FileManager.default.createSymbolicLink(
      atPath: bench.path + "/checkpoints", withDestinationPath: root + "/checkpoints")
    let command = try #require(Analyze.configuration.subcommands.first { $0.configuration.commandName == "geometry" })
    for example in command.configuration.examples {
      let words = example.line.split(separator: " ").dropFirst().map(String.init)
      let outcome = try AnalyzeProcess.run(words, in: bench.path)
      #expect(outcome.exitCode == 0, "\(example.line): \(outcome.complaint)")
    }
  }
}
