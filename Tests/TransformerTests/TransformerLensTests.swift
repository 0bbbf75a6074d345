import Addition
import Checkpoints
import Foundation
import Lanes
import ReferenceModels
import Testing
import Transformer

/// Every hook of models that TransformerLens can run, too, against its cache: names, shapes and values.
@Suite(.enabled(if: Python.has("transformer_lens", "safetensors"), "\(Python.interpreter) lacks transformer_lens or safetensors"))
struct TransformerLensTests {
  /// gpt-acc's 777 as it is shipped, and models with random weights: rotary with both kinds of pairs.
  static let models: [String] = ["777", "rotary, neighbours", "rotary, halves"]

  private func model(_ name: String) throws -> Model {
    if name == "777" { return try ShippedModel.gptAcc777.checkpoint().model }
    let architecture = Architecture.gptAcc(width: 8, hidden: 12, layers: 2, heads: 2, hasBias: true).changed {
      $0.attention.rotary = RotaryPositions(base: 10_000, pairing: name.hasSuffix("halves") ? .halves : .interleaved)
      $0.norm = Norm(kind: .rms, epsilon: 1e-6)
    }
    return try TestModels.model(architecture)
  }

  /// What TransformerLens computes in float64: without and with its extra hooks.
  private func caches(of model: Model) throws -> (plain: GoldenActivations, extras: GoldenActivations) {
    let folder = FileManager.default.temporaryDirectory.appending(path: "transformer-lens-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let problems = [try Problem(9_999_999_999, 1), try Problem(3_141_592_653, 5_897_932_384), try Problem(70, 1_234_567)]
    let tokens = problems.map { model.architecture.format.input(of: $0).map(Int.init) }
    try JSONEncoder().encode(tokens).write(to: folder.appending(path: "tokens.json"))
    let (file, out) = (folder.path + "/model.safetensors", folder.path + "/cache.safetensors")
    try Checkpoint(name: "model", model: model).write(to: file)
    try Python.run(script: "transformer_lens_cache.py", file, folder.path + "/tokens.json", out)
    let archive = try SafeTensors.read(out, allowingNonFinite: true)
    return (
      GoldenActivations(problems: problems, hooks: archive.tensors(after: "plain/")),
      GoldenActivations(problems: problems, hooks: archive.tensors(after: "extras/"))
    )
  }

  @Test(arguments: models)
  func everyHookIsTheirs(name: String) throws {
    let model = try model(name)
    let (plain, extras) = try caches(of: model)
    try compare(plain, with: Program(model.architecture), model.weights)
    try compare(extras, with: Program(model.architecture, extras: [.attentionResult, .splitInputs]), model.weights)
  }

  /// Names, shapes, and values: in float64, and within what float32 may lose on trained weights.
  private func compare(_ theirs: GoldenActivations, with program: Program, _ weights: [Float]) throws {
    #expect(Set(theirs.hooks.keys) == Set(program.hooks.map(\.name)))
    let weights = weights.map { Double($0) }
    for (hook, error) in try activationErrors(program, weights: weights, theirs, ExactLane.self) {
      #expect(error <= 1e-10, "\(hook)")
    }
    let allowed = try ShippedModel.gptAcc777.tolerancesOfThisBuild()
    for (hook, error) in try activationErrors(program, weights: weights, theirs, Lane.self) {
      #expect(error <= (hook == "logits" ? allowed.logits : allowed.activations), "\(hook)")
    }
  }
}
