import Arguments
import Files
import Foundation
import Synchronization

/// Ctrl-C, the polite `kill` and a closed terminal, noted instead of obeyed, so that work can end where it is whole and leave
/// things in order.
///
/// A second one ends the process at once; of what was being written nothing is left.
package final class StopSignals: Sendable {
  private final class Note: Sendable {
    let signal = Atomic<Int32>(0)
  }

  private let note = Note()
  /// By which the signal thread knows it.
  private let number: Int

  /// Hears of them from now on for as long as the value lives.
  ///
  /// - Parameter onSignal: done at every signal, from any thread.
  package init(onSignal: @escaping @Sendable () -> Void = {}) {
    number = SignalThread.shared.add { [note] number in
      let isSecond = note.signal.exchange(number, ordering: .sequentiallyConsistent) != 0
      onSignal()
      if isSecond { LastCleanup.end(by: number) }
    }
    SignalThread.shared.start()
  }

  deinit { SignalThread.shared.remove(number) }

  /// Whether one has come.
  package var hasCome: Bool { note.signal.load(ordering: .sequentiallyConsistent) != 0 }

  /// Whether the one that has come is `SIGUSR1`, by which a batch system says that time is nearly over.
  package var isTimeOver: Bool { note.signal.load(ordering: .relaxed) == SIGUSR1 }

  /// The exit code that tells the shell which one has come.
  package var exitCode: ExitCode {
    switch note.signal.load(ordering: .relaxed) {
    case SIGTERM, SIGUSR1: .terminated
    case SIGHUP: .hungUp
    default: .interrupted
    }
  }
}

/// Work that a signal ended.
package struct StoppedBySignal: ExitCodeProviding {
  /// 129, 130 or 143.
  package let exitCode: ExitCode
  package let description: String

  /// - Parameter description: what became of the work.
  package init(exitCode: ExitCode, description: String) {
    self.exitCode = exitCode
    self.description = description
  }
}
