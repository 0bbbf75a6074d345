import Addition
import Checkpoints
import Foundation
import Transformer

/// One model of `../shared/reference-hooks`: golden weights, activations, gradients and optimizer steps in float64.
public struct ReferenceModel: GoldenModel {
  /// The files' name.
  public let name: String
  /// What the model is in our terms.
  public let architecture: Architecture

  /// All eight.
  public static let all = [
    ReferenceModel(
      name: "microadder-67p", architecture: .microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: false)),
    ReferenceModel(name: "microadder-133p", architecture: .microAdder133),
    ReferenceModel(name: "spiral-242p", architecture: .spiral242),
    ReferenceModel(
      name: "lowrank-262p",
      architecture: .lowRank(
        width: 4, hidden: 6, positionRank: 2, queryKeyValueRank: 3, outputRank: 3, mlpRank: 3, norm: .rms, sharesAndTies: true)),
    ReferenceModel(
      name: "lowrank-512p",
      architecture: .lowRank(
        width: 7, hidden: 14, positionRank: 3, queryKeyValueRank: 3, outputRank: 3, mlpRank: 3, norm: .layer)),
    ReferenceModel(name: "qwen3-122p", architecture: .qwen3(width: 3, hidden: 3, heads: 1, headWidth: 4, base: 3)),
    ReferenceModel(name: "gptacc-777p-random", architecture: .gptAcc(width: 7, hidden: 14)),
    ReferenceModel(
      name: "gptacc-2layer-2head-random", architecture: .gptAcc(width: 8, hidden: 16, layers: 2, heads: 2, hasBias: true)),
  ]

  /// The name.
  public var description: String { name }

  /// The folder beside the package.
  public static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "../../../shared/reference-hooks"
  )
  .standardizedFileURL.path

  /// Whether the golden files are here. Tests that need them are skipped otherwise.
  public static var isPresent: Bool { FileManager.default.fileExists(atPath: folder + "/tolerances.json") }

  /// `weights`, `activations` or `training`.
  public func archive(_ part: String) throws -> TensorArchive {
    try SafeTensors.read("\(Self.folder)/\(name).\(part).safetensors", allowingNonFinite: true)
  }

  /// The golden weights in the order of our parameters.
  public func weights(for table: ParameterTable) throws -> [Double] {
    let archive = try archive("weights")
    return try table.parameters.flatMap { parameter in
      guard let tensor = archive[parameter.name], tensor.shape == parameter.shape else {
        throw GoldenFileError(description: "\(name) has no tensor \(parameter.name) of shape \(parameter.shape)")
      }
      return tensor.doubles()
    }
  }

  /// Eight problems, at the hooks that the specification keeps: fewer than ours.
  public func activations() throws -> GoldenActivations {
    let archive = try archive("activations")
    var hooks = archive.tensors(after: "")
    for notHook in ["tokens", "targets"] { hooks[notHook] = nil }
    return GoldenActivations(problems: try problems(in: archive), hooks: hooks)
  }

  /// Five steps.
  public func training() throws -> GoldenTraining {
    let archive = try archive("training")
    return GoldenTraining(
      problems: try problems(in: archive), losses: try archive.required("losses").doubles(),
      gradient: archive.tensors(after: "grad/"), parameters: archive.tensors(after: "after5/"))
  }

  /// The problems behind an archive's token rows, read off the operands' digits.
  private func problems(in archive: TensorArchive) throws -> [Problem] {
    let format = architecture.format
    return try archive.integerRows("tokens").map { tokens in
      func operand(_ position: (Int) -> Int) -> UInt64 {
        (0..<Problem.operandDigits).reversed().reduce(0) { $0 * 10 + UInt64(tokens[position($1)]) }
      }
      return try Problem(operand(format.firstOperandPosition), operand(format.secondOperandPosition))
    }
  }

  /// What the folder's `tolerances.json` allows. It says nothing of losses, which are differences of logits.
  public func tolerances() throws -> GoldenTolerances {
    struct Allowed: Decodable { let activations, logits, gradient, after5: Double }
    struct File: Decodable { let allowed: [String: Allowed] }
    let data = try Data(contentsOf: URL(filePath: Self.folder + "/tolerances.json"))
    guard let own = try JSONDecoder().decode(File.self, from: data).allowed[name] else {
      throw GoldenFileError(description: "no tolerances for \(name)")
    }
    return GoldenTolerances(
      activations: own.activations, logits: own.logits, losses: max(1e-3, own.logits), gradient: own.gradient,
      parameters: own.after5)
  }
}
