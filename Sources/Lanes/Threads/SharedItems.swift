import Synchronization

/// The items of a job, `0..<count`, each to be taken once.
public final class SharedItems: Sendable {
  private let taken = Atomic<Int>(0)
  private let count = Atomic<Int>(0)

  /// So many items; none at first.
  public init(count: Int = 0) { offer(count) }

  /// Offers so many items; nobody may be taking any.
  func offer(_ count: Int) {
    self.count.store(count, ordering: .relaxed)
    taken.store(0, ordering: .relaxed)
  }

  /// The next item, or nil if all have been taken.
  public func next() -> Int? {
    let item = taken.add(1, ordering: .relaxed).oldValue
    return item < count.load(ordering: .relaxed) ? item : nil
  }
}
