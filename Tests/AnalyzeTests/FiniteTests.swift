import Checkpoints
import Foundation
import Testing
import Transformer

/// A model whose numbers leave float32's range is said to be one, instead of being found wrong in all it does.
@Suite struct FiniteTests {
  @Test(arguments: [
    ["eval", "model"], ["add", "model", "1", "2"], ["add", "model", "1", "2", "--explain", "--json"],
    ["attention", "model", "--out", "figure.png"], ["embeddings", "model", "--out", "figure.png"],
    ["ablate", "model", "--out", "figure.png"], ["geometry", "model", "--csv", "table.csv"],
    ["report", "model", "--out", "report"], ["card", "model"],
    ["probe", "model"], ["gauge", "model"], ["certify", "model"],
  ]) func everyCommandThatRunsItSaysSo(_ arguments: [String]) throws {
    for value in [Float(1e38), -3e38] {
      let bench = try Workbench()
      let checkpoint = try bench.writeModel()
      let weights = [Float](repeating: value, count: checkpoint.model.weights.count)
      try Checkpoint(name: "model", model: Model(checkpoint.model.program, weights: weights))
        .write(to: bench.path + "/model/model.safetensors")
      let outcome = try AnalyzeProcess.run(arguments, in: bench.path)
      #expect(outcome.exitCode == 65)
      #expect(outcome.output.isEmpty)
      #expect(
        outcome.complaint == """
          analyze \(arguments[0]): model: the model's logits are infinite or NaN: its numbers leave float32's range; \
          the training has diverged or the weights are damaged: use another checkpoint

          """)
      #expect(try bench.contents == ["model", "model/model.safetensors"])
    }
  }

  @Test func itCanStillBeInspectedAndConverted() throws {
    let bench = try Workbench()
    let checkpoint = try bench.writeModel()
    let weights = [Float](repeating: 1e38, count: checkpoint.model.weights.count)
    try Checkpoint(name: "model", model: Model(checkpoint.model.program, weights: weights))
      .write(to: bench.path + "/model/model.safetensors")
    #expect(try bench.analyze("inspect", "model").exitCode == 0)
    #expect(try bench.analyze("convert", "model", "out.npz").exitCode == 0)
  }
}
