import Addition
import Checkpoints
import Foundation
import Transformer

/// One model of `../shared/reference`: golden weights, activations, gradients and optimizer steps in float64.
public struct ReferenceModel: Sendable, CustomStringConvertible {
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
  public static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared/reference")
    .standardizedFileURL.path

  /// Whether the golden files are here. Tests that need them are skipped otherwise.
  public static var isPresent: Bool { FileManager.default.fileExists(atPath: folder + "/tolerances.json") }

  /// `weights`, `activations` or `training`.
  public func archive(_ part: String) throws -> TensorArchive {
    try SafeTensors.read("\(Self.folder)/\(name).\(part).safetensors")
  }

  /// The golden weights in the order of our parameters.
  public func weights(for table: ParameterTable) throws -> [Double] {
    let archive = try archive("weights")
    return try table.parameters.flatMap { parameter in
      guard let tensor = archive[parameter.name], tensor.shape == parameter.shape else {
        throw ReferenceError(description: "\(name) has no tensor \(parameter.name) of shape \(parameter.shape)")
      }
      return tensor.doubles()
    }
  }

  /// The problems behind an archive's token rows, read off the operands' digits.
  public func problems(in archive: TensorArchive) throws -> [Problem] {
    guard let tensor = archive["tokens"], let tokens = tensor.integers() else {
      throw ReferenceError(description: "\(name) has no tokens")
    }
    let length = tensor.shape[1]
    let format = architecture.format
    return try (0..<tensor.shape[0]).map { row in
      func operand(_ position: (Int) -> Int) -> UInt64 {
        (0..<Problem.operandDigits).reversed().reduce(0) { $0 * 10 + UInt64(tokens[row * length + position($1)]) }
      }
      return try Problem(operand(format.firstOperandPosition), operand(format.secondOperandPosition))
    }
  }

  /// How close float32 must come to a golden value, by kind: `activations`, `logits`, `gradient`, `after5`.
  public func tolerances() throws -> [String: Double] {
    struct File: Decodable { let allowed: [String: [String: Double]] }
    let data = try Data(contentsOf: URL(filePath: Self.folder + "/tolerances.json"))
    guard let own = try JSONDecoder().decode(File.self, from: data).allowed[name] else {
      throw ReferenceError(description: "no tolerances for \(name)")
    }
    return own
  }
}

/// A golden file is not as expected.
public struct ReferenceError: Error, CustomStringConvertible {
  /// What is missing.
  public let description: String
}
