import Arguments
import Dispatch
import Foundation
import Synchronization

/// Ctrl-C and the polite `kill`, noted instead of obeyed, so that the bench ends between rounds and leaves no files behind. A
/// peer that is running is ended at once.
///
/// A second signal ends the process as it would have without this.
final class StopSignals: Sendable {
  private static let watched = [SIGINT, SIGTERM]

  private final class Note: Sendable {
    let signal = Atomic<Int32>(0)
    /// The process that is waited for, or 0.
    let child = Atomic<Int32>(0)

    func endChild() {
      let child = child.load(ordering: .sequentiallyConsistent)
      if child > 0 { Subprocess.end(child) }
    }
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
        let isSecond = note.signal.exchange(number, ordering: .sequentiallyConsistent) != 0
        note.endChild()
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

  /// - Throws: `StoppedBySignal` once a signal has come.
  func check() throws(StoppedBySignal) {
    let number = note.signal.load(ordering: .sequentiallyConsistent)
    if number != 0 { throw StoppedBySignal(exitCode: number == SIGTERM ? .terminated : .interrupted) }
  }

  /// Waits for a process, which is ended when a signal comes or has come.
  func whileWaiting<Result>(for child: Int32, _ wait: () -> Result) -> Result {
    note.child.store(child, ordering: .sequentiallyConsistent)
    defer { note.child.store(0, ordering: .sequentiallyConsistent) }
    if note.signal.load(ordering: .sequentiallyConsistent) != 0 { note.endChild() }
    return wait()
  }
}

/// A measurement that a signal ended.
struct StoppedBySignal: ExitCodeProviding {
  let exitCode: ExitCode
  let description = "stopped; no rows were written"
}
