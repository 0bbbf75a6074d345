/// Work that falls into items, which any number of threads may take in any order.
public protocol SharedWork: Sendable {
  /// Does one item.
  ///
  /// - Parameters:
  ///   - item: which, from 0.
  ///   - worker: who does it: one thread at a time goes by this number.
  func perform(_ item: Int, worker: Int)
}
