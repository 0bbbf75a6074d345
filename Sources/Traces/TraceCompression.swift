/// Whether the activations of a trace are compressed.
public enum TraceCompression: Hashable, Sendable {
  /// Stored as they are.
  case none
  /// Shuffled by byte and deflated at a level of 1 (fast) to 9 (small).
  case deflate(level: Int)

  func checkedLevel() throws(TraceError) -> Int? {
    switch self {
    case .none: return nil
    case .deflate(let level):
      guard (1...9).contains(level) else { throw .description("the deflate level \(level) is not one of 1 ... 9") }
      return level
    }
  }
}
