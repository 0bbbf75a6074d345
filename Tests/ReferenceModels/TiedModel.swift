import Checkpoints
import Foundation
import Transformer

/// One model of the tied Qwen line with random weights, and the golden values that `GoldenFixtures/make_tied_golden.py` made of it.
public struct TiedModel: GoldenModel {
  /// How many numbers it learns, which is its name.
  public let count: Int

  /// From keys that are values down to attention by position alone.
  public static let all = [110, 98, 92, 88, 62, 58, 55, 52, 49, 45, 44, 41, 36, 28, 25, 20, 17].map { TiedModel(count: $0) }

  /// The number.
  public var description: String { "\(count)" }

  /// What the golden file calls its models.
  public static func namesInFile() throws -> Set<String> { try Set(notes(of: archive()).keys) }

  /// As the script describes it, beside its own code for the same.
  public var architecture: Architecture { get throws { try notes().architecture } }

  /// The script's random weights, by our parameters' names.
  public func weights(for table: ParameterTable) throws -> [Double] {
    let archive = try Self.archive()
    return try table.parameters.flatMap { parameter in
      let tensor = try archive.required("\(count)/weights/\(parameter.name)")
      guard tensor.shape == parameter.shape else {
        throw GoldenFileError(description: "\(count): \(parameter.name) is \(tensor.shape) and not \(parameter.shape)")
      }
      return tensor.doubles()
    }
  }

  /// All hooks of two problems at four positions.
  public func activations() throws -> GoldenActivations {
    let archive = try Self.archive()
    let positions = try archive.required("positions").integers() ?? []
    return GoldenActivations(
      problems: try archive.operands("operands"), hooks: archive.tensors(after: "\(count)/hook/"),
      positions: positions.map { Int($0) })
  }

  /// Three steps on eight problems.
  public func training() throws -> GoldenTraining {
    let archive = try Self.archive()
    return GoldenTraining(
      problems: try archive.operands("batch/operands"), losses: try archive.required("\(count)/losses").doubles(),
      gradient: archive.tensors(after: "\(count)/grad/"), parameters: archive.tensors(after: "\(count)/after3/"))
  }

  /// Five times the float32 error that the script measured.
  public func tolerances() throws -> GoldenTolerances { try GoldenTolerances(timesFive: notes().float32Error) }

  // MARK: The file

  private static func archive() throws -> TensorArchive {
    try SafeTensors.read("\(ShippedModel.goldenFolder)/tied-line.safetensors", allowingNonFinite: true)
  }

  private struct Notes: Decodable {
    let architecture: Architecture
    let float32Error: GoldenFloat32Error

    private enum CodingKeys: String, CodingKey {
      case architecture
      case float32Error = "float32_error"
    }
  }

  private static func notes(of archive: TensorArchive) throws -> [String: Notes] {
    try JSONDecoder().decode([String: Notes].self, from: Data((archive.metadata["golden"] ?? "").utf8))
  }

  private func notes() throws -> Notes {
    guard let notes = try Self.notes(of: Self.archive())[description] else {
      throw GoldenFileError(description: "the golden file has no model \(count)")
    }
    return notes
  }
}
