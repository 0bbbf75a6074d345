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
