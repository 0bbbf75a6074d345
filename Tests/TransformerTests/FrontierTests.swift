import Addition
import Checkpoints
import Foundation
import Lanes
import ReferenceModels
import Testing
import Transformer

/// Trained weights of 28, 25, 20 and 17 numbers, found with another program and described in its own words.
@Suite(.enabled(if: FrontierModel.arePresent, "needs ../shared/frontier"))
struct FrontierTests {
  @Test(arguments: FrontierModel.all)
  func addsWithoutAMistake(frontier: FrontierModel) throws {
    let model = try frontier.model()
    #expect(model.parameterCount == Int(frontier.name))
    #expect(model.evaluate(.adderBoard, threads: 2).accuracy == Proportion(10_010, of: 10_010))
  }

  /// Amplitudes are in the thousands, and so are logits: float32 leaves four digits on either side.
  @Test(.enabled(if: Python.has("numpy"), "\(Python.interpreter) lacks numpy"), arguments: FrontierModel.all)
  func logitsAreTheIndependentModels(frontier: FrontierModel) throws {
    let model = try frontier.model()
    let problems = [try Problem(9_999_999_999, 1), try Problem(3_141_592_653, 5_897_932_384), try Problem(0, 70)]
    let theirs = try frontier.logits(of: problems.map { model.architecture.format.input(of: $0).map(Int.init) })
    let pass = Pass<Lane>(model.program)
    pass.load(problems)
    pass.forward(WeightStore(model.program, parameters: model.weights))
    let hook = try #require(model.program.hook("logits"))
    let ours = problems.indices.flatMap { lane in
      (model.program.firstAnswerPosition..<model.program.positions).flatMap { position in
        (0..<10).map { Double(pass.activation(hook, lane: lane, position: position, feature: $0)) }
      }
    }
    let error = pointwiseError(ours, theirs)
    #expect(error < 5e-4, "\(error)")
  }
}

/// One model of `../shared/frontier/weights`.
struct FrontierModel: Sendable, CustomStringConvertible {
  /// As in `TestModels`: how many numbers it learned.
  let name: String
  let file: String
  var description: String { name }

  static let all = [
    FrontierModel(name: "28", file: "Q28pub-s302"), FrontierModel(name: "25", file: "R25-s204"),
    FrontierModel(name: "20", file: "R20-s204"), FrontierModel(name: "17", file: "R17-s205"),
  ]

  private static let folder = URL(filePath: ReferenceModel.folder).deletingLastPathComponent().path + "/frontier"
  static var arePresent: Bool { FileManager.default.fileExists(atPath: folder + "/weights") }

  private var path: String { "\(Self.folder)/weights/\(file).safetensors" }

  /// The study's tensors by our names. What a model does not have of its own is not in its file either.
  private static let names = [
    "tok_arc_A": "tok_arc_A", "tok_arc_start": "tok_arc_start", "tok_arc_stride": "tok_arc_stride", "qk": q + "norm.weight",
    "q": q + "proj.weight", "k.0.angle": "model.layers.0.self_attn.k_proj.angle",
    "v": "model.layers.0.self_attn.v_proj.weight", "gate": mlp + "gate_proj.weight", "up": mlp + "up_proj.weight",
    "down.0.angle": mlp + "down_proj.angle",
  ]
  private static let (q, mlp) = ("model.layers.0.self_attn.q_", "model.layers.0.mlp.")

  func model() throws -> Model {
    let program = try Program(TestModels.named(name))
    let archive = try SafeTensors.read(path)
    let ours = Dictionary(uniqueKeysWithValues: archive.tensors.map { (Self.names[$0.name] ?? $0.name, $0.floats()) })
    try #require(Set(ours.keys) == Set(program.parameters.parameters.map(\.name)))
    return try Model(program, weights: program.parameters.parameters.flatMap { ours[$0.name] ?? [] })
  }

  /// What the NumPy model says, problem by problem, digit by digit, token by token.
  func logits(of tokens: [[Int]]) throws -> [Double] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "frontier-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (rows, out) = (folder.appending(path: "tokens.json"), folder.appending(path: "logits.json"))
    try JSONEncoder().encode(tokens).write(to: rows)
    try Python.run(script: "frontier_logits.py", Self.folder + "/independent_model.py", path, rows.path, out.path)
    return try JSONDecoder().decode([[[Double]]].self, from: Data(contentsOf: out)).flatMap { $0.flatMap { $0 } }
  }
}
