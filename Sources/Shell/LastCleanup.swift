import Files
import Foundation

/// What a process does before a signal ends it: it removes the files that it was about to write.
package enum LastCleanup {
  /// To be called once, before the process does anything: a signal that no `StopSignals` takes for its own ends it cleanly.
  ///
  /// Also makes of a file that grows beyond the quota (`ulimit -f`) an error of writing, instead of the process's end.
  package static func begin() {
    SignalThread.shared.start()
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
