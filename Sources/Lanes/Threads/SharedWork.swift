/// Work that falls into items, which any number of threads may take in any order.
public protocol SharedWork: Sendable {
  /// Does items until there are no more. Called by every thread that comes in time, perhaps more than once.
  ///
  /// - Parameters:
  ///   - items: where all of them take the next item from.
  ///   - worker: who does it: one thread at a time goes by this number.
  func perform(_ items: SharedItems, worker: Int)
}
