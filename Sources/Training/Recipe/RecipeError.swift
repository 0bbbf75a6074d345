import Addition
import Transformer

/// Why a recipe cannot be followed.
public struct RecipeError: Error, CustomStringConvertible, Hashable {
  /// Where it was found: a file, or "recipe NAME".
  public let source: String
  /// What is wrong, and what would do.
  public let problem: String
  /// Whether the recipe does not exist at all, rather than being wrong.
  public let isMissing: Bool

  /// A recipe that cannot be followed.
  public init(source: String, problem: String, isMissing: Bool = false) {
    self.source = source
    self.problem = problem
    self.isMissing = isMissing
  }

  /// The whole sentence.
  public var description: String { "\(source): \(problem)" }
}

extension Recipe {
  /// Checks that every number makes sense; recipes come from files.
  ///
  /// - Parameter source: what errors call the recipe, such as its file; nil for its name.
  /// - Throws: `RecipeError` naming the field.
  public func validate(source: String? = nil) throws(RecipeError) {
    let source = source ?? "recipe \(name)"
    do throws(ArchitectureError) { try architecture.validate() } catch {
      throw RecipeError(source: source, problem: error.description)
    }
    func require(_ condition: Bool, _ field: String, _ demand: String, _ value: some Any) throws(RecipeError) {
      guard condition else { throw RecipeError(source: source, problem: "'\(field)' \(demand) and is \(value)") }
    }
    let isSafeName = !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || "-_.".contains($0) } && name.first != "."
    try require(isSafeName, "name", "must be letters, digits, '-', '_' and '.', since it names a folder,", "\"\(name)\"")
    try require((1...100_000_000).contains(steps), "steps", "must be in 1...100,000,000", steps)
    try require((1...65_536).contains(batch), "batch", "must be in 1...65,536", batch)
    try require(
      learningRate.peak > 0 && learningRate.peak <= 10, "learningRate.peak", "must be above 0 and at most 10", learningRate.peak)
    try require(
      (0...1).contains(learningRate.finalFraction), "learningRate.finalFraction", "must be in 0...1",
      learningRate.finalFraction)
    try require(
      (0...steps).contains(learningRate.warmup), "learningRate.warmup", "must be in 0...\(steps), the steps,",
      learningRate.warmup)
    try require((0..<1).contains(optimizer.beta1), "optimizer.beta1", "must be in 0..<1", optimizer.beta1)
    try require((0..<1).contains(optimizer.beta2), "optimizer.beta2", "must be in 0..<1", optimizer.beta2)
    try require(optimizer.epsilon > 0, "optimizer.epsilon", "must be above 0", optimizer.epsilon)
    try require((0...1).contains(weightDecay.base), "weightDecay.base", "must be in 0...1", weightDecay.base)
    try require(clipNorm > 0, "clipNorm", "must be above 0", clipNorm)
    try require(validation.every >= 1, "validation.every", "must be at least 1", validation.every)
    try require((1...1_000_000).contains(validation.count), "validation.count", "must be in 1...1,000,000", validation.count)
    for (index, relaxation) in weightDecay.relaxations.enumerated() {
      for (name, share) in [
        ("exactMatch", relaxation.exactMatch), ("tokenAccuracy", relaxation.tokenAccuracy), ("factor", relaxation.factor),
      ] {
        try require((0...1).contains(share), "weightDecay.relaxations[\(index)].\(name)", "must be in 0...1", share)
      }
    }
    if let earlyStop {
      try require(earlyStop.steps >= 1, "earlyStop.steps", "must be at least 1", earlyStop.steps)
      try require((0...1).contains(earlyStop.exactMatch), "earlyStop.exactMatch", "must be in 0...1", earlyStop.exactMatch)
    }
    if let digest = from?.weightsSHA256 {
      let isDigest = digest.count == 64 && digest.allSatisfy { "0123456789abcdef".contains($0) }
      try require(isDigest, "from.weightsSHA256", "must be 64 digits 0-9 and a-f", "\"\(digest.prefix(80))\"")
    }
  }
}
