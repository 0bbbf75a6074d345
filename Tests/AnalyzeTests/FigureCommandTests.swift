import Foundation
import Testing
import Transformer

@Suite struct FigureCommandTests {
  @Test(arguments: [
    ["attention", "model", "--out", "figure.png", "--count", "16"],
    ["attention", "model", "--out", "figure.pdf", "--count", "16", "--full", "--layer", "0", "--head", "1"],
    ["attention", "model", "--out", "figure.png", "--count", "16", "--minus", "model"],
    ["neurons", "model", "--out", "figure.svg", "--count", "16"],
    ["residual", "model", "--out", "figure.png", "--sum", "1+2"],
    ["poster", "model", "--out", "figure.pdf"],
    ["embeddings", "model", "--out", "figure.svg"],
    ["embeddings", "model", "--out", "figure.png", "--what", "positions"],
    ["ablate", "model", "--out", "figure.png", "--count", "16", "--kind", "zero"],
    ["ablate", "model", "--out", "figure.png", "--count", "16", "--pairs", "--group", "head", "--group", "mlp"],
    ["ablate", "model", "--out", "figure.png", "--count", "16", "--by-position", "--group", "unit"],
    ["ablate", "model", "--out", "figure.png", "--count", "16", "--metric", "loss", "--metric", "kl"],
    ["ablate", "model", "--out", "figure.png", "--count", "1", "--metric", "logit-difference", "--generate"],
  ]) func aFigureIsWrittenInTheFormatOfItsExtension(_ arguments: [String]) throws {
    let bench = try Workbench()
    try bench.writeModel("model", .gptAcc(width: 4, hidden: 4, heads: 2))
    let outcome = try AnalyzeProcess.run(arguments, in: bench.path)
    #expect(outcome.exitCode == 0, "\(outcome.complaint)")
    let file = arguments[3]
    #expect(outcome.output.contains(file))
    let start: [String: [UInt8]] = ["png": [0x89, 0x50, 0x4E, 0x47], "pdf": Array("%PDF".utf8), "svg": Array("<?xml".utf8)]
    #expect(try bench.bytes(file).starts(with: try #require(start[String(file.suffix(3))])))
  }

  @Test func ablationsAreAlsoATableForPrograms() throws {
    let bench = try Workbench()
    try bench.writeModel()
    let outcome = try bench.analyze("ablate", "model", "--out", "figure.png", "--count", "16", "--kind", "mean", "--json")
    let table = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let rows = try #require(table["rows"] as? [[String: Any]])
    #expect(rows.allSatisfy { $0["ablation"] as? String == "mean" })
    #expect(rows.contains { ($0["component"] as? [String: Any])?["name"] as? String == "L0 MLP" })
    #expect((table["source"] as? [String: Any])?["problems"] as? Int == 16)
  }

  @Test(arguments: [
    (["attention", "model", "--out", "figure.gif"], 64, ".png, .svg or .pdf"),
    (["attention", "model", "--out", "figure.png", "--head", "1"], 64, "one head"),
    (["attention", "model", "--minus", "model"], 64, "give --out FILE"),
    (["attention", "model", "--out", "figure.png", "--minus", "absent"], 66, "absent"),
    (["attention", "model", "--out", "figure.png", "--minus", "model", "--full"], 64, "--minus excludes"),
    (["residual", "model", "--out", "figure.png", "--sum", "1-2"], 64, "1-2"),
    (["poster", "model", "--out", "nowhere/figure.png"], 74, "nowhere"),
    (["gallery", "model", "absent", "--out", "figures"], 66, "absent"),
    (["gallery", "model", "model", "--out", "figures"], 64, "leave one out"),
    (["gallery", "model", "--out", "figures", "--dpi", "5"], 64, "--dpi"),
    (["ablate", "model", "--out", "figure.png", "--kind", "none"], 64, "zero, mean, resample"),
    (["ablate", "model", "--out", "figure.png", "--value", "1"], 64, "--kind fixed"),
    (["ablate", "model", "--out", "f.png", "--csv", "f.png"], 64, "same file"),
    (["ablate", "model", "--csv", "nowhere/f.csv"], 74, "nowhere/f.csv"),
    (["ablate", "model", "--metric", "kl", "--generate"], 64, "--generate"),
    (["ablate", "model", "--pairs", "--by-position"], 64, "choose one"),
    (["ablate", "model", "--at", "nothing"], 64, "nothing"),
    (["ablate", "model", "--at", "logits[Q]"], 64, "'Q' is no position"),
    (["ablate", "model", "--group", "pair"], 64, "--pairs"),
    (["ablate", "model", "--group", "mlp", "--pairs"], 64, "two components"),
    (["ablate", "model", "--set", "nothing=0"], 64, "no tensor 'nothing'"),
    (["ablate", "model", "--set", "token_emb.weight[99]=0"], 64, "13"),
    (["eval", "model", "--set", "token_emb.weight=x"], 64, "'x' is not a finite number"),
    (["compare", "model", "absent", "--out", "figure.png"], 66, "absent"),
    (["embeddings", "nothing", "--out", "figure.png"], 66, "nothing"),
    (["embeddings", "model", "--out", "nowhere/figure.png"], 74, "nowhere/figure.png"),
    (["report", "model", "--out", "model/model.safetensors/report"], 74, "cannot be made"),
    (["report", "model", "--out", "model/model.safetensors"], 74, "this is a file, not a folder"),
    (["report", "model", "--out", ""], 74, "'': this names no folder"),
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

  @Test func aReportIsTheSameWhereverItIsWritten() throws {
    let bench = try Workbench()
    try bench.writeModel()
    let first = try bench.analyze("report", "model", "--out", "one")
    #expect(first.exitCode == 0, "\(first.complaint)")
    #expect(first.output.contains("one/report.md: 10 figures of model"))
    let second = try bench.analyze("report", "model", "--out", "two/deeper/", "--threads", "1")
    #expect(second.exitCode == 0)
    #expect(second.output.contains("two/deeper/report.md: "))
    let names = try FileManager.default.contentsOfDirectory(atPath: bench.path + "/one").sorted()
    #expect(names.count == 12)
    for name in names { #expect(try bench.bytes("one/" + name) == bench.bytes("two/deeper/" + name), "\(name)") }
  }
}
