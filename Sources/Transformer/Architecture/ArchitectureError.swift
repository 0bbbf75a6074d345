/// Why a description is no model.
public struct ArchitectureError: Error, CustomStringConvertible, Hashable {
  /// The field at fault, as in the JSON.
  public let field: String
  /// What is wrong with it, and what would do.
  public let problem: String

  /// An error about one field.
  public init(field: String, problem: String) {
    self.field = field
    self.problem = problem
  }

  /// One line: the field, and what is wrong with it.
  public var description: String { "architecture field '\(field)': \(problem)" }
}
