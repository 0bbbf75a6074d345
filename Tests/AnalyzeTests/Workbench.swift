import Addition
import Checkpoints
import Foundation
import Training
import Transformer

/// A folder that is there for one test, with models and files to try.
struct Workbench: ~Copyable {
  let path = FileManager.default.temporaryDirectory.path + "/analyze-tests-\(UUID().uuidString)"

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Every file and folder below, by its path from here.
  var contents: [String] {
    get throws { try FileManager.default.subpathsOfDirectory(atPath: path).sorted() }
  }

  func write(_ bytes: some Sequence<UInt8>, to name: String) throws {
    try Data(bytes).write(to: URL(filePath: path + "/" + name))
  }

  func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path + "/" + name))) }

  func analyze(_ arguments: String...) throws -> AnalyzeProcess.Outcome {
    try AnalyzeProcess.run(arguments, in: path)
  }

  /// An untrained model in a folder of its own.
  @discardableResult
  func writeModel(
    _ name: String = "model", _ architecture: Architecture = .gptAcc(width: 4, hidden: 4)
  ) throws -> Checkpoint {
    let program = try Program(architecture)
    let weights = Initialization.flax.values(for: program.parameters, seed: 1)
    let checkpoint = Checkpoint(name: name, model: try Model(program, weights: weights), notes: ["recipe": "none"])
    try FileManager.default.createDirectory(atPath: path + "/" + name, withIntermediateDirectories: true)
    try checkpoint.write(to: path + "/" + name + "/" + Checkpoint.fileName)
    return checkpoint
  }

  /// A model that knows one thing: it answers every digit with the same token. All weights are zero but those that make the
  /// last norm's bias point to that token.
  func writeConstantModel(_ name: String, answering token: Int) throws {
    let program = try Program(.gptAcc(width: 4, hidden: 4))
    var weights = [Float](repeating: 0, count: program.parameters.count)
    if let bias = program.parameters["ln_f.bias"], let tokens = program.parameters["token_emb.weight"] {
      weights[bias.offset] = 1
      weights[tokens.offset + token * 4] = 1
    }
    try Checkpoint(name: name, model: try Model(program, weights: weights)).write(to: path + "/\(name).safetensors")
  }

  /// A recipe of a few quick steps, as a JSON file.
  func writeRecipe(_ file: String = "tiny.json", steps: Int = 60, change: (inout Recipe) -> Void = { _ in }) throws {
    var recipe = Recipe(
      name: "tiny", summary: "A few steps of a small model.", architecture: .gptAcc(width: 4, hidden: 4),
      initialization: .flax, seed: 5, steps: steps, batch: 32,
      sampling: Sampling(operands: .uniformLength, curriculum: .published),
      learningRate: LearningRate(peak: 0.02, warmup: 10), validation: Validation(every: 25, count: 50))
    change(&recipe)
    try write(recipe.json.utf8, to: file)
  }
}
