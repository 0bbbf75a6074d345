import Checkpoints
import Foundation
import Testing
import Transformer

/// `analyze export`; what the file computes is tested beside the engine.
@Suite struct ExportTests {
  @Test(arguments: ["torch", "numpy", "adderboard"]) func writesOneFile(_ dialect: String) throws {
    let bench = try Workbench()
    let digest = try bench.writeModel().weightsSHA256.hex
    let before = try bench.contents
    let outcome = try bench.analyze("export", "model", "--to", dialect, "--out", "adder.py")
    #expect(outcome.exitCode == 0 && outcome.complaint.isEmpty, "\(outcome.complaint)")
    #expect(outcome.output.hasPrefix("adder.py: model, ") && outcome.output.contains(digest))
    #expect(try bench.contents == ["adder.py"] + before)
    let text = String(decoding: try bench.bytes("adder.py"), as: UTF8.self)
    #expect(text.contains("import torch") == (dialect == "torch"))
    #expect(text.contains("__main__") == (dialect == "adderboard"))
    #expect(text.contains("def build_model():") && text.contains("def add(model, a: int, b: int) -> int:"))
    // Again, over what is there, and in silence.
    let again = try bench.analyze("export", "model", "--to", dialect, "--out", "adder.py", "--quiet")
    #expect(again.exitCode == 0 && again.output.isEmpty)
    #expect(String(decoding: try bench.bytes("adder.py"), as: UTF8.self) == text)
  }

  @Test(arguments: [
    (["model", "--out", "adder.py"], 64, "--to"), (["model", "--to", "jax", "--out", "adder.py"], 64, "adderboard"),
    (["model", "--to", "numpy", "--out", "adder.txt"], 64, ".py"), (["absent", "--to", "numpy", "--out", "a.py"], 66, "absent"),
    (["model", "--to", "numpy", "--out", "none/a.py"], 74, "none"),
    (["model.py", "--to", "numpy", "--out", "./model.py"], 64, "would be lost"),
    (["model", "--to", "numpy", "--out", "link.py"], 64, "would be lost"),
  ]) func mistakesAreOneLine(_ words: [String], _ code: Int32, _ complaint: String) throws {
    let bench = try Workbench()
    try bench.writeModel()
    // A name that is the weights themselves.
    let manager = FileManager.default
    try manager.createSymbolicLink(atPath: bench.path + "/link.py", withDestinationPath: "model/model.safetensors")
    try manager.copyItem(atPath: bench.path + "/model/model.safetensors", toPath: bench.path + "/model.py")
    let (before, weights) = (try bench.contents, try bench.bytes("model.py"))
    let outcome = try AnalyzeProcess.run(["export"] + words, in: bench.path)
    #expect(outcome.exitCode == code && outcome.output.isEmpty, "\(outcome.complaint)")
    #expect(outcome.complaint.contains(complaint), "\(outcome.complaint)")
    #expect(outcome.complaint.split(separator: "\n").count == 1, "\(outcome.complaint)")
    #expect(try bench.contents == before)
    #expect(try bench.bytes("model.py") == weights && bench.bytes("model/model.safetensors") == weights)
  }

  @Test func weightsThatAreNoNumbersAreBadData() throws {
    let bench = try Workbench()
    let model = try bench.writeModel().model
    let broken = try Model(model.program, weights: [.infinity] + model.weights.dropFirst())
    try Checkpoint(name: "broken", model: broken).write(to: bench.path + "/broken.safetensors")
    let outcome = try bench.analyze("export", "broken.safetensors", "--to", "numpy", "--out", "a.py")
    #expect(outcome.exitCode == 65 && outcome.complaint.contains("broken"), "\(outcome.complaint)")
    #expect(try !bench.contents.contains("a.py"))
  }
}
