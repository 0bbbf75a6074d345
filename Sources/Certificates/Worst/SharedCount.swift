import Synchronization

/// How many items several threads have done.
final class SharedCount: Sendable {
  private let value = Atomic(0)

  /// One more.
  /// - Returns: how many there are now.
  func increment() -> Int { value.add(1, ordering: .relaxed).newValue }
}
