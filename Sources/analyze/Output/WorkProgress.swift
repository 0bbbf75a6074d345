import Addition
import Foundation
import Synchronization

/// How far a long work is: a line written over and over on a terminal, and a plain one every ten seconds where there is none.
///
/// May be told from any thread.
final class WorkProgress: Sendable {
  private static let pause = Duration.seconds(10)

  private let status = StatusLine()
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let start = ContinuousClock.now
  private let next = Mutex(ContinuousClock.now + pause)

  /// Shows a text now and then; it is made only when it is shown.
  ///
  /// - Parameter text: is given the seconds since the work began.
  func show(_ text: (_ seconds: Double) -> String) {
    guard !isTerminal else { return status.show(text) }
    _ = next.withLockIfAvailable { next in
      let now = ContinuousClock.now
      guard now >= next else { return }
      next = now + Self.pause
      let line = text((now - start) / .seconds(1)) + "\n"
      // Whoever listened may have gone; that is no reason to end the work.
      try? FileHandle.standardError.write(contentsOf: Data(line.utf8))
    }
  }

  /// Takes the line away.
  func clear() { status.clear() }
}
