import Foundation
import Testing

/// Where the repository's checkpoints are.
private enum ShippedCheckpoints {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../checkpoints")
    .standardizedFileURL.path
}

@Suite struct CircuitCommandTests {
  @Test func aModelThatDoesNotAddHasNoCircuitAndIsDrawnAllTheSame() throws {
    let bench = try Workbench()
    try bench.writeModel()
    let outcome = try bench.analyze("circuit", "model", "--count", "110", "--out", "figure.png", "--csv", "table.csv")
    #expect(outcome.exitCode == 0, "\(outcome.complaint)")
    #expect(outcome.output.hasPrefix("There is nothing to localise: the model does not do the task"))
    #expect(try bench.bytes("figure.png").starts(with: [0x89, 0x50, 0x4E, 0x47]))
    let lines = String(decoding: try bench.bytes("table.csv"), as: UTF8.self).split(separator: "\n")
    // A title, the whole model, everything ablated, and the model without its head and each of its four units.
    #expect(lines.count == 1 + 2 + 5)
    #expect(lines[0].hasPrefix("model,state,part,kind,in circuit"))
  }

  @Test func aShippedModelsPathsAreFoundAndDrawn() throws {
    let bench = try Workbench()
    let model = ShippedCheckpoints.folder + "/microadder-57p"
    let outcome = try bench.analyze(
      "circuit", model, "--parts", "edges", "--count", "110", "--metric", "digits", "--out", "figure.svg", "--csv", "table.csv")
    #expect(outcome.exitCode == 0, "\(outcome.complaint)")
    #expect(outcome.output.hasPrefix("A circuit of ") && outcome.output.contains("\n  tokens -> L0H0 values "))
    #expect(outcome.output.hasSuffix("Figure: figure.svg\nTable: table.csv\n"))
    let figure = String(decoding: try bench.bytes("figure.svg"), as: UTF8.self)
    #expect(figure.hasPrefix("<?xml") && figure.contains("</svg>"))
    let table = String(decoding: try bench.bytes("table.csv"), as: UTF8.self)
    for state in ["whole model", "everything ablated", "circuit", "model without the circuit", "best-ranked parts", "role"] {
      #expect(table.contains("\nmicroadder-57p,\(state),"), "\(state)")
    }
  }

  @Test func theStudyIsPrintedForPrograms() throws {
    let bench = try Workbench()
    try bench.writeModel()
    let outcome = try bench.analyze("circuit", "model", "--count", "110", "--parts", "edges", "--metric", "digits", "--json")
    let study = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    #expect((study["verdict"] as? [String: Any])?["finding"] as? String == "no task")
    #expect((study["rows"] as? [[String: Any]])?.count == 8)
    #expect((study["search"] as? [String: Any])?["problems"] as? Int == 550)
  }

  @Test func alignmentIsAStudyOfItsOwn() throws {
    let bench = try Workbench()
    try bench.writeModel()
    let one = try bench.analyze("circuit", "model", "--alignment", "--json", "--threads", "1")
    #expect(one.exitCode == 0, "\(one.complaint)")
    #expect(try bench.analyze("circuit", "model", "--alignment", "--json", "--threads", "3").output == one.output)
    let study = try #require(try JSONSerialization.jsonObject(with: Data(one.output.utf8)) as? [String: Any])
    #expect((study["rows"] as? [[String: Any]])?.count == 4)
  }

  @Test(arguments: [
    (["circuit", "model", "--count", "11"], 64, "give 73 at least"),
    (["circuit", "model", "--sum", "12+34"], 64, "give 73 at least"),
    (["circuit", "model", "--threshold", "1"], 64, "below 1"),
    (["circuit", "model", "--alignment", "--count", "50"], 64, "--seed alone"),
    (["circuit", "model", "--alignment", "--parts", "reads"], 64, "--parts is of circuits"),
    (["circuit", "model", "--alignment", "--metric", "exact"], 64, "--metric is of circuits"),
    (["circuit", "model", "--alignment", "--threshold", "0.5"], 64, "--threshold is of circuits"),
    (["circuit", "model", "--parts", "heads"], 64, "nodes, reads, edges"),
    (["circuit", "model", "--parts", "edges", "--intervene", "blocks.0.hook_mlp_out=zero"], 64, "as it is"),
    (["circuit", "nothing"], 66, "nothing"),
  ]) func mistakesAreOneLineAndLeaveNothing(_ arguments: [String], _ code: Int32, _ words: String) throws {
    let bench = try Workbench()
    try bench.writeModel()
    let before = try bench.contents
    let outcome = try AnalyzeProcess.run(arguments + ["--csv", "table.csv"], in: bench.path)
    #expect(outcome.exitCode == code, "\(outcome.complaint)")
    #expect(outcome.complaint.contains(words), "\(outcome.complaint)")
    #expect(outcome.complaint.split(separator: "\n").count == 1)
    #expect(try bench.contents == before)
  }
}
