import Addition
import Certificates
import Checkpoints
import Files
import Training
import Transformer

extension ModelCard {
  /// Evaluates a checkpoint on AdderBoard, on a suite and on carry chains, and writes up what lies beside its weights.
  ///
  /// - Parameters:
  ///   - path: the checkpoint's folder, or its file.
  ///   - hints: what to believe instead of the file.
  ///   - suite: ten million uniform sums unless given. Not of seed 0: a run is validated on the first problems of that seed, and
  ///     they have chosen its weights.
  ///   - limit: how long to bound how many of all sums are right, with the certificate beside the weights checked besides; nil for
  ///     neither.
  ///   - carryCount: how many problems with equal parts for every length of the longest carry chain, of seed 0.
  /// - Throws: `CertificateFileError` if the certificate beside the weights does not hold; `FileError` if the checkpoint, its curve or
  ///   its recipe cannot be read; `RecipeError` if the recipe makes no sense.
  public static func make(
    ofCheckpointAt path: String, _ hints: Checkpoint.Hints = .init(),
    on suite: ProblemSuite = .uniform(count: 10_000_000, seed: 1), carryCount: Int = 110_000, exactWithin limit: Duration? = nil,
    threads: Int = 1
  ) throws -> ModelCard {
    let checkpoint = try Checkpoint.read(path, hints)
    let model = checkpoint.model
    let results = [
      Result(model.evaluate(.adderBoard, threads: threads)),
      Result(model.evaluate(suite, threads: threads), seed: suite.seed),
      Result(model.evaluate(.carry(count: carryCount, seed: 0), threads: threads), seed: 0),
    ]
    return ModelCard(
      checkpoint, path: path, recipe: try Recipe.beside(checkpoint: path), curve: try .beside(checkpoint: path),
      hardening: try .beside(checkpoint, at: path), results: results,
      exact: try limit.map { try Exact(checkpoint, at: path, within: $0, threads: threads) })
  }
}

extension ModelCard.Exact {
  /// Bounds what is right of all sums, and checks the certificate that lies beside a checkpoint's weights, if there is one.
  init(_ checkpoint: Checkpoint, at path: String, within limit: Duration, threads: Int) throws {
    accuracy = ExactAccuracy(checkpoint.model, timeLimit: limit, threads: threads)
    certificate = try CertificateFile.beside(checkpoint, at: path, threads: threads)
  }
}

extension Recipe {
  /// The recipe that lies beside a checkpoint's weights; nil if there is none.
  static func beside(checkpoint: String) throws -> Recipe? {
    guard let path = file(RunFolder.recipeName, besideCheckpoint: checkpoint) else { return nil }
    return try read(path)
  }
}
