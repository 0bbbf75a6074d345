import Arguments
import Dispatch
import Foundation
import Synchronization

/// Ctrl-C and the polite `kill`, noted instead of obeyed, so that work can end at a step and be saved.
///
/// A second one ends the process at once, as it would have without this.
final class StopSignals: Sendable {
  private static let watched = [SIGINT, SIGTERM]

  private final class Note: Sendable {
    let signal = Atomic<Int32>(0)
  }

  private let note = Note()
  // Dispatch's objects may be used from any thread; their protocols do not say so.
  nonisolated(unsafe) private let sources: [any DispatchSourceSignal]

  /// Watches from now on for as long as the value lives.
  init() {
    sources = Self.watched.map { [note] number in
      // Where sources only observe, the default action would still end the process.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInitiated))
      source.setEventHandler {
        if note.signal.exchange(number, ordering: .relaxed) != 0 { _exit(128 + number) }
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
  var hasCome: Bool { note.signal.load(ordering: .relaxed) != 0 }

  /// The exit code that tells the shell which one has come.
  var exitCode: ExitCode { note.signal.load(ordering: .relaxed) == SIGTERM ? .terminated : .interrupted }
}

/// Work that a signal ended.
struct StoppedBySignal: ExitCodeProviding {
  let exitCode: ExitCode
  let description: String
}
