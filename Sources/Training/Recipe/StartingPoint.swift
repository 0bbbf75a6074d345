import Checkpoints
import Files
import Transformer

extension Recipe {
  /// A checkpoint whose weights a run starts from, instead of new ones: fine-tuning. In JSON
  /// `"from": {"checkpoint": "checkpoints/gptacc-777p"}`; a run's own recipe has the weights' SHA-256 as well.
  public struct StartingPoint: Codable, Hashable, Sendable {
    /// The checkpoint's folder or file, relative to the working directory; the name of one that was given as a value.
    public var checkpoint: String
    /// The SHA-256 of its weights in hexadecimal, without which a recipe does not decide its run; nil for whatever is there,
    /// until the run begins.
    public var weightsSHA256: String?

    /// A checkpoint by its path.
    public init(checkpoint: String, weightsSHA256: String? = nil) {
      self.checkpoint = checkpoint
      self.weightsSHA256 = weightsSHA256
    }
  }

  /// The recipe with its starting point fully told, and the weights before the first step: new ones, the given checkpoint's,
  /// or those of the checkpoint that the recipe names.
  ///
  /// - Throws: `FileError` if the checkpoint cannot be read, is of another architecture, or is another than the recipe says.
  func started(
    from given: Checkpoint?, parameters: ParameterTable
  ) throws(FileError) -> (recipe: Recipe, weights: [Float]) {
    let read: Checkpoint? =
      if let given { given } else if let from { try Checkpoint.read(from.checkpoint) } else { nil }
    guard let checkpoint = read else {
      return (self, initialWeights(parameters))
    }
    var recipe = self
    var point = from ?? StartingPoint(checkpoint: checkpoint.name)
    func fail(_ problem: String, _ remedy: String) -> FileError {
      FileError(.badData, path: point.checkpoint, problem: problem, remedy: remedy)
    }
    if let difference = ArchitectureDifference(checkpoint.model.architecture, architecture) {
      throw fail(
        "its architecture is not the recipe's: '\(difference.field)' is \(difference.first) in the checkpoint and "
          + "\(difference.second) in the recipe",
        "start from a checkpoint of the recipe's architecture")
    }
    guard checkpoint.model.weights.allSatisfy(\.isFinite) else {
      throw fail("a weight is not a finite number", "start from another checkpoint")
    }
    let digest = checkpoint.weightsSHA256.hex
    if let expected = point.weightsSHA256, expected != digest {
      throw fail(
        "its weights are not those that recipe \(name) starts from, whose SHA-256 begins with \(expected.prefix(8))",
        "get those again, or leave weightsSHA256 out of the recipe to start from these")
    }
    point.weightsSHA256 = digest
    recipe.from = point
    return (recipe, checkpoint.model.weights)
  }
}
