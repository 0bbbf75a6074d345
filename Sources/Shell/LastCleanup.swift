import Files
import Foundation
import Synchronization

/// What a process does before a signal ends it: it removes the files that it was about to write.
package enum LastCleanup {
  /// How many `StopSignals` there are, each of which would rather end the work itself.
  static let postponements = Atomic<Int>(0)

  private static let watch = SignalWatch { number in
    if postponements.load(ordering: .sequentiallyConsistent) == 0 { end(by: number) }
  }

  /// To be called once, before the process does anything.
  ///
  /// Also makes of a file that grows beyond the quota (`ulimit -f`) an error of writing, instead of the process's end.
  package static func begin() {
    _ = watch
    signal(SIGXFSZ, SIG_IGN)
  }

  /// Ends the process as the signal would have.
  static func end(by number: Int32) {
    PartialFiles.removeOwn()
    signal(number, SIG_DFL)
    kill(getpid(), number)
    // Not reached, unless the signal is blocked.
    _exit(128 + number)
  }
}
