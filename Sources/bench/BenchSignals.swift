import Shell
import Synchronization

/// Signals end the bench between rounds, so that it leaves no files behind; a peer that is running is ended at once.
final class BenchSignals: Sendable {
  private final class Child: Sendable {
    /// The process that is waited for, or 0.
    let identifier = Atomic<Int32>(0)

    func end() {
      let child = identifier.load(ordering: .sequentiallyConsistent)
      if child > 0 { Subprocess.end(child) }
    }
  }

  private let child: Child
  private let signals: StopSignals

  /// Watches from now on for as long as the value lives.
  init() {
    let child = Child()
    self.child = child
    signals = StopSignals { child.end() }
  }

  /// - Throws: `StoppedBySignal` once a signal has come.
  func check() throws(StoppedBySignal) {
    if signals.hasCome { throw StoppedBySignal(exitCode: signals.exitCode, description: "stopped; no rows were written") }
  }

  /// Waits for a process, which is ended when a signal comes or has come.
  func whileWaiting<Result>(for process: Int32, _ wait: () -> Result) -> Result {
    child.identifier.store(process, ordering: .sequentiallyConsistent)
    defer { child.identifier.store(0, ordering: .sequentiallyConsistent) }
    if signals.hasCome { child.end() }
    return wait()
  }
}
