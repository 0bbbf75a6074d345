import Addition
import Transformer

/// Why a recipe cannot be followed.
public struct RecipeError: Error, CustomStringConvertible, Hashable {
  /// Where it was found: a file or a name.
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
  public var description: String { "recipe \(source): \(problem)" }
}

extension Recipe {
  /// Checks that every number makes sense; recipes come from files.
  ///
  /// - Throws: `RecipeError` naming the field.
  public func validate() throws(RecipeError) {
    do throws(ArchitectureError) { try architecture.validate() } catch {
      throw RecipeError(source: name, problem: error.description)
    }
    let isSafeName = !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || "-_.".contains($0) } && name.first != "."
    try require(isSafeName, "'name' must be letters, digits, '-', '_' and '.', since it names a folder")
    try require((1...100_000_000).contains(steps), "'steps' must be in 1...100,000,000 and is \(steps)")
    try require((1...65_536).contains(batch), "'batch' must be in 1...65,536 and is \(batch)")
    try require(learningRate.peak > 0 && learningRate.peak <= 10, "'learningRate.peak' must be above 0 and at most 10")
    try require((0...1).contains(learningRate.finalFraction), "'learningRate.finalFraction' must be in 0...1")
    try require((0...steps).contains(learningRate.warmup), "'learningRate.warmup' must be in 0...steps")
    try require((0..<1).contains(optimizer.beta1) && (0..<1).contains(optimizer.beta2), "'optimizer' betas must be in 0..<1")
    try require(optimizer.epsilon > 0, "'optimizer.epsilon' must be above 0")
    try require((0...1).contains(weightDecay.base), "'weightDecay.base' must be in 0...1")
    try require(clipNorm > 0, "'clipNorm' must be above 0")
    try require(validation.every >= 1, "'validation.every' must be at least 1")
    try require((1...1_000_000).contains(validation.count), "'validation.count' must be in 1...1,000,000")
    for relaxation in weightDecay.relaxations {
      let shares = [relaxation.exactMatch, relaxation.tokenAccuracy, relaxation.factor]
      try require(shares.allSatisfy((0...1).contains), "the numbers of 'weightDecay.relaxations' must be in 0...1")
    }
    if let earlyStop {
      try require(earlyStop.steps >= 1, "'earlyStop.steps' must be at least 1")
      try require((0...1).contains(earlyStop.exactMatch), "'earlyStop.exactMatch' must be in 0...1")
    }
  }

  private func require(_ condition: Bool, _ problem: String) throws(RecipeError) {
    guard condition else { throw RecipeError(source: name, problem: problem) }
  }
}
