import Foundation

/// Has the signals that end a process handled by a function, for as long as the value lives.
final class SignalWatch: Sendable {
  private let number: Int

  /// - Parameter handle: called with the signal's number, on a thread of its own, where everything may be called.
  init(_ handle: @escaping @Sendable (Int32) -> Void) {
    number = SignalThread.shared.add(handle)
  }

  deinit { SignalThread.shared.remove(number) }
}
