/// One recorded hook: a float32 array `[problem, dimensions...]`.
public struct TraceHook: Hashable, Sendable {
  /// TransformerLens's name of the hook, such as `blocks.0.attn.hook_pattern`.
  public let name: String
  /// The dimensions after `problem`: `[position, d_model]`, `[head, query, key]`, ...
  public let dimensions: [TraceDimension]

  /// Describes a hook by its name and the dimensions after `problem`.
  public init(_ name: String, _ dimensions: [TraceDimension]) {
    self.name = name
    self.dimensions = dimensions
  }

  /// Values per problem. Only for hooks whose description has been checked.
  var valuesPerProblem: Int { dimensions.reduce(1) { $0 * $1.size } }
}
