import Arguments
import Dispatch
import Foundation
import Synchronization

/// Ctrl-C and the polite `kill`, noted instead of obeyed, so that work can end where it is whole and leave things in order.
///
/// A second one ends the process at once, as it would have without this.
package final class StopSignals: Sendable {
  private static let watched = [SIGINT, SIGTERM]

  private final class Note: Sendable {
    let signal = Atomic<Int32>(0)
  }

  private let note = Note()
  // Dispatch's objects may be used from any thread; their protocols do not say so.
  nonisolated(unsafe) private let sources: [any DispatchSourceSignal]

  /// Watches from now on for as long as the value lives.
  ///
  /// - Parameter onSignal: done at every signal, from any thread.
  package init(onSignal: @escaping @Sendable () -> Void = {}) {
    sources = Self.watched.map { [note] number in
      // Where sources only observe, the default action would still end the process.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInitiated))
      source.setEventHandler {
        let isSecond = note.signal.exchange(number, ordering: .sequentiallyConsistent) != 0
        onSignal()
        if isSecond { _exit(128 + number) }
      }
      source.resume()
      return source
    }
  }

  deinit {
    for source in sources { source.cancel() }
    for number in Self.watched { signal(number, SIG_DFL) }
  }

  /// Whether one has come.
  package var hasCome: Bool { note.signal.load(ordering: .sequentiallyConsistent) != 0 }

  /// The exit code that tells the shell which one has come.
  package var exitCode: ExitCode { note.signal.load(ordering: .relaxed) == SIGTERM ? .terminated : .interrupted }
}

/// Work that a signal ended.
package struct StoppedBySignal: ExitCodeProviding {
  /// 130 or 143.
  package let exitCode: ExitCode
  package let description: String

  /// - Parameter description: what became of the work.
  package init(exitCode: ExitCode, description: String) {
    self.exitCode = exitCode
    self.description = description
  }
}
