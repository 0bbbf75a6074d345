/// A tensor of the model that a trace is of: weights, or a table derived from them. Stored in `/model`.
public struct TraceTensor: Equatable, Sendable {
  /// The path below `/model`, such as `weights/q_proj.weight` or `tokens`.
  public let path: String
  /// What it is, in a sentence; stored as the attribute `long_name`.
  public let meaning: String
  /// Its extents, row by row; none for a single number.
  public let shape: [Int]
  /// The numbers, the last dimension's together.
  public let values: [Float]

  /// Describes a tensor.
  public init(_ path: String, meaning: String, shape: [Int], values: [Float]) {
    self.path = path
    self.meaning = meaning
    self.shape = shape
    self.values = values
  }

  func check() throws(TraceError) {
    for part in path.split(separator: "/", omittingEmptySubsequences: false) { try TraceLayout.checkName(String(part)) }
    guard shape.allSatisfy({ $0 > 0 }), shape.reduce(1, *) == values.count else {
      throw .description("the tensor \(path) has \(values.count) values for the shape \(shape)")
    }
  }
}
