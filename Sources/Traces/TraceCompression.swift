/// Whether the activations of a trace are compressed.
///
/// Measured on one core of a 2-core AVX-512 machine, the trace of the 67-parameter MicroAdder: plain storage writes 1,600 to
/// 1,900 MB/s into the page cache and reads 3,800 MB/s. Level 1 leaves 25% of the bytes (70% for a model with random weights)
/// at 320 and 600 MB/s (90 and 330); level 6 leaves 22% (67%) at less than half of level 1's writing speed. So the choice is
/// between plain, the default, and level 1.
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
