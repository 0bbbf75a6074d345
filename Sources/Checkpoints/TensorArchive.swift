import Files

/// Named tensors and a few strings about them: what a checkpoint file holds.
public struct TensorArchive: Equatable, Sendable {
  /// The tensors in the order of the file.
  public let tensors: [Tensor]
  /// Free strings by name. Only safetensors files have them.
  public let metadata: [String: String]
  private let places: [String: Int]

  /// Makes an archive. No two tensors may have the same name, and none the name `__metadata__`.
  public init(_ tensors: [Tensor], metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
    places = Dictionary(tensors.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    precondition(
      places.count == tensors.count && places[Self.metadataName] == nil,
      "an archive's tensors need names of their own")
  }

  /// The tensor with this name.
  public subscript(name: String) -> Tensor? {
    places[name].map { tensors[$0] }
  }

  /// The key that safetensors reserves.
  static let metadataName = "__metadata__"

  /// Refuses NaN and infinity: a model with either computes nothing.
  func requireFinite(path: String) throws(FileError) {
    for tensor in tensors {
      guard let found = tensor.firstNonFinite() else { continue }
      throw FileError(
        .badData, path: path,
        problem: "tensor '\(tensor.name.shortened)' holds \(found.value) at \(found.position)",
        remedy: "the training that wrote it diverged: use an earlier checkpoint")
    }
  }
}
