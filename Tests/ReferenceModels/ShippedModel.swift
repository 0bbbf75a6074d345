import Addition
import Checkpoints
import Digests
import Foundation
import Transformer

/// One model of `checkpoints/`, with the golden values that `GoldenFixtures/make_golden.py` made of it.
public struct ShippedModel: GoldenModel {
  /// The checkpoint's folder, and the golden file's name.
  public let name: String

  /// A shipped checkpoint by name.
  public init(name: String) { self.name = name }

  /// Those that have golden values of their own.
  public static let all = [
    "gptacc-763p", "gptacc-777p", "gptacc-973p", "lowrank-262p", "lowrank-311p", "lowrank-456p", "lowrank-491p", "lowrank-512p",
    "lowrank-582p", "microadder-57p", "microadder-67p", "microadder-74p",
  ].map { ShippedModel(name: $0) }

  /// The one whose hooks TransformerLens can compute, too.
  public static let gptAcc777 = ShippedModel(name: "gptacc-777p")

  private static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

  /// The folder of the scripts that make golden values, and of what they made.
  static let goldenFolder = tests.appending(path: "GoldenFixtures").path

  /// The folder of all checkpoints.
  public static let folder = tests.deletingLastPathComponent().appending(path: "checkpoints").path

  /// The checkpoints that are in the folder, in alphabetical order.
  public static func namesOfCheckpoints() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)/\(Checkpoint.fileName)") }.sorted()
  }

  /// The name.
  public var description: String { name }

  /// The checkpoint as it is shipped.
  public func checkpoint() throws -> Checkpoint { try Checkpoint.read("\(Self.folder)/\(name)") }

  /// The checkpoint's.
  public var architecture: Architecture { get throws { try checkpoint().model.architecture } }

  /// The shipped weights, which a checkpoint holds in the table's order.
  public func weights(for table: ParameterTable) throws -> [Double] {
    try checkpoint().model.weights.map { Double($0) }
  }

  /// All hooks of two problems.
  public func activations() throws -> GoldenActivations {
    let archive = try archive()
    let hooks = archive.tensors.filter { $0.name.contains("hook_") || $0.name == "logits" }
    return GoldenActivations(
      problems: try problems(in: archive, batch: ""), hooks: Dictionary(uniqueKeysWithValues: hooks.map { ($0.name, $0) }))
  }

  /// Three steps on eight problems.
  public func training() throws -> GoldenTraining {
    let archive = try archive()
    return GoldenTraining(
      problems: try problems(in: archive, batch: "batch/"), losses: try archive.required("losses").doubles(),
      gradient: archive.tensors(after: "grad/"), parameters: archive.tensors(after: "after3/"))
  }

  /// Five times the float32 error that the script measured.
  public func tolerances() throws -> GoldenTolerances {
    try GoldenTolerances(timesFive: notes(of: archive()).float32Error)
  }

  /// The SHA-256 of the weights that the golden values are of.
  public func goldenWeightsSHA256() throws -> String { try notes(of: archive()).weightsSHA256 }

  /// The same of the shipped weights: float32, little endian, in the order of the tensors' names.
  public func shippedWeightsSHA256() throws -> String {
    let tensors = try checkpoint().archive.tensors.sorted { $0.name < $1.name }
    return SHA256.digest(of: tensors.flatMap(\.bytes)).hex
  }

  private func archive() throws -> TensorArchive {
    try SafeTensors.read("\(Self.goldenFolder)/\(name).safetensors", allowingNonFinite: true)
  }

  /// The operands, once they are known to be written as the golden tokens: PyTorch has seen no others.
  private func problems(in archive: TensorArchive, batch: String) throws -> [Problem] {
    let problems = try archive.operands(batch + "operands")
    let format = try architecture.format
    guard try archive.integerRows(batch + "tokens") == problems.map({ format.input(of: $0).map(Int64.init) }) else {
      throw GoldenFileError(description: "\(name): the golden \(batch)tokens are not those of the format \(format.name)")
    }
    return problems
  }

  /// What the script says about a golden file.
  private struct Notes: Decodable {
    let weightsSHA256: String
    let float32Error: GoldenFloat32Error

    private enum CodingKeys: String, CodingKey {
      case weightsSHA256 = "weights_sha256"
      case float32Error = "float32_error"
    }
  }

  private func notes(of archive: TensorArchive) throws -> Notes {
    try JSONDecoder().decode(Notes.self, from: Data((archive.metadata["golden"] ?? "").utf8))
  }
}
