import Foundation
import Testing

/// What is changed: the same words in every command that runs the model.
@Suite struct InterventionOptionTests {
  /// Answers every digit with 1, until its last norm is silenced: then all logits are 0 and the lowest token wins.
  private func constantModel() throws -> Workbench {
    let bench = try Workbench()
    try bench.writeConstantModel("ones", answering: 1)
    return bench
  }

  private let silenced = ["--intervene", "logits=zero"]

  @Test func anAnswerIsTheChangedModels() throws {
    let bench = try constantModel()
    #expect(try bench.analyze("add", "ones.safetensors", "0", "0").output.contains("= 11111111111"))
    let outcome = try AnalyzeProcess.run(["add", "ones.safetensors", "0", "0"] + silenced, in: bench.path)
    #expect(outcome.output == "with logits=zero\n0 + 0 = 0  right\n", "\(outcome.complaint)")
    // One digit alone: the query before Z3 predicts it.
    let one = try bench.analyze("add", "ones.safetensors", "0", "0", "--intervene", "logits[Z2]=zero")
    #expect(one.output.contains("= 11111110111"))
    let both = try bench.analyze(
      "add", "ones.safetensors", "0", "0", "--intervene", "logits[Z2, 0..13]=0", "--intervene", "logits[=]=zero")
    #expect(both.output.contains("= 11111110110"))
  }

  @Test func anEvaluationSaysWhatWasChanged() throws {
    let bench = try constantModel()
    let words = ["eval", "ones.safetensors", "--sum", "0+0"]
    #expect(try AnalyzeProcess.run(words, in: bench.path).output.contains("0 of 1"))
    let outcome = try AnalyzeProcess.run(words + silenced, in: bench.path)
    #expect(outcome.output.contains("1 of 1") && outcome.output.contains("changed   logits=zero"))
    let json = try AnalyzeProcess.run(words + silenced + ["--json"], in: bench.path).output
    let result = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    let change = try #require((result["interventions"] as? [[String: Any]])?.first)
    #expect(change["hook"] as? String == "logits")
    // What is printed can be given as a file.
    let list = try JSONSerialization.data(withJSONObject: try #require(result["interventions"]))
    try bench.write(list, to: "changes.json")
    #expect(try AnalyzeProcess.run(words + ["--intervene", "changes.json"], in: bench.path).output == outcome.output)
  }

  @Test func figuresAreOfTheChangedModel() throws {
    let bench = try Workbench()
    try bench.writeModel()
    for command in [["attention", "model", "--sum", "1+2"], ["ablate", "model", "--count", "22", "--kind", "zero"]] {
      let plain = try AnalyzeProcess.run(command + ["--out", "plain.png"], in: bench.path)
      let outcome = try AnalyzeProcess.run(
        command + ["--out", "changed.png", "--intervene", "blocks.0.attn.hook_q[*, head 0]=zero"], in: bench.path)
      #expect(outcome.exitCode == 0 && plain.exitCode == 0, "\(outcome.complaint)")
      #expect(outcome.output.contains("with blocks.0.attn.hook_q[*, head 0]=zero"))
      let bytes = String(decoding: try bench.bytes("changed.png"), as: UTF8.self)
      #expect(bytes.contains("parameters) with blocks.0.attn.hook_q[*, head 0]=zero"))
      #expect(bytes.contains("--intervene 'blocks.0.attn.hook_q[*, head 0]=zero'"))
      #expect(try bench.bytes("plain.png") != bench.bytes("changed.png"))
    }
  }

  @Test(arguments: [
    ("logits", 64, "letter 7"), ("logit=zero", 64, "did you mean logits?"), ("logits[Z11]=zero", 64, "letter 8"),
    ("logits=donor", 64, "no other problem"),
    ("blocks.0.hook_resid_post=paths(hook_embed)", 64, "no other problem"),
    ("absent.json", 66, "absent.json"), ("broken.json", 65, "broken.json"),
    ("unknown.json", 65, "no such field"), ("foreign.json", 65, "the model has no such hook"),
  ])
  func mistakesAreOneLine(_ change: String, _ code: Int32, _ mention: String) throws {
    let bench = try Workbench()
    try bench.writeModel()
    try bench.write("[{".utf8, to: "broken.json")
    try bench.write(#"{"hook": "logits", "operation": {"zero": {}}, "position": [1]}"#.utf8, to: "unknown.json")
    try bench.write(#"[{"hook": "blocks.7.hook_mlp_out", "operation": {"zero": {}}}]"#.utf8, to: "foreign.json")
    let outcome = try bench.analyze("eval", "model", "--sum", "1+2", "--intervene", change)
    #expect(outcome.exitCode == code && outcome.complaint.contains(mention), "\(outcome.complaint)")
    #expect(outcome.output.isEmpty && outcome.complaint.count { $0 == "\n" } == 1, "\(outcome.complaint)")
  }
}
