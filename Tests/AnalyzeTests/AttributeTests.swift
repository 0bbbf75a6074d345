import Foundation
import Testing
import Transformer

@Suite struct AttributeTests {
  @Test func everyMethodIsATextAFigureAndATable() throws {
    let bench = try Workbench()
    try bench.writeModel("model", .gptAcc(width: 4, hidden: 4, heads: 2))
    for method in ["lens", "direct", "gradient", "integrated", "edges", "all"] {
      let outcome = try bench.analyze(
        "attribute", "model", "--method", method, "--count", "22", "--out", "\(method).svg", "--csv", "\(method).csv")
      #expect(outcome.exitCode == 0, "\(outcome.complaint)")
      #expect(outcome.output.contains("Figure: \(method).svg") && outcome.output.contains("Table: \(method).csv"))
      let lines = String(decoding: try bench.bytes(method + ".csv"), as: UTF8.self).split(separator: "\n")
      let columns = "model,method,component,kind,hook,place,carry,position,replacement,quantity,value,count,lower,upper"
      #expect(lines[0] == columns)
      #expect(lines.count > 50)
      #expect(lines.allSatisfy { $0.filter { $0 == "," }.count == 13 })
      #expect(try bench.bytes(method + ".svg").starts(with: Array("<?xml".utf8)))
    }
  }

  @Test func theWholeTableIsThereForPrograms() throws {
    let bench = try Workbench()
    try bench.writeModel()
    let outcome = try bench.analyze("attribute", "model", "--count", "11", "--json", "--method", "edges")
    let study = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    #expect(study["lens"] == nil && (study["source"] as? [String: Any])?["problems"] as? Int == 11)
    let edges = try #require(study["edges"] as? [String: Any])
    let rows = try #require(edges["rows"] as? [[String: Any]])
    #expect(Set(rows.compactMap { $0["name"] as? String }).count == 8)
    let effects = try #require(rows.first?["effects"] as? [[String: Any]])
    #expect((effects.first?["truth"] as? [String: Any])?["count"] as? Int == 11)
  }

  @Test func oneSumIsEnough() throws {
    let bench = try Workbench()
    try bench.writeModel()
    let outcome = try bench.analyze("attribute", "model", "--sum", "9999999999+1")
    #expect(outcome.exitCode == 0, "\(outcome.complaint)")
    #expect(outcome.output.contains("the sum 9999999999 + 1") && !outcome.output.contains("nan"))
  }

  @Test(arguments: [
    (["attribute", "model", "--method", "guess"], 64, "lens, direct, gradient, integrated, edges"),
    (["attribute", "model", "--count", "0"], 64, "--count must be in 1..."),
    (["attribute", "model", "--out", "figure.gif"], 64, ".png, .svg or .pdf"),
    (["attribute", "model", "--csv", "model/model.safetensors"], 64, "model.safetensors"),
    (["attribute", "nothing"], 66, "nothing"),
  ]) func mistakesAreOneLineAndLeaveNothing(_ arguments: [String], _ code: Int32, _ words: String) throws {
    let bench = try Workbench()
    try bench.writeModel()
    let before = try bench.contents
    let outcome = try AnalyzeProcess.run(arguments, in: bench.path)
    #expect(outcome.exitCode == code)
    #expect(outcome.complaint.contains(words), "\(outcome.complaint)")
    #expect(outcome.complaint.split(separator: "\n").count == 1)
    #expect(try bench.contents == before)
  }
}
