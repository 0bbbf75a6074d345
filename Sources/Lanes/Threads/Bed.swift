import Dispatch
import Synchronization

/// Where one helper of a pool sleeps.
final class Bed: Sendable {
  private let isAsleep = Atomic<Bool>(false)
  private let alarm = DispatchSemaphore(value: 0)

  /// Sleeps until woken, unless there is a reason not to: asked after lying down, so that no call can be missed.
  func sleep(unless isNeeded: () -> Bool) {
    isAsleep.store(true, ordering: .sequentiallyConsistent)
    if isNeeded(), isAsleep.exchange(false, ordering: .sequentiallyConsistent) { return }
    // Either nobody has called, or somebody has and the alarm is about to go off.
    alarm.wait()
  }

  /// Looks first: the flag of a helper who is awake then stays in the caller's cache.
  func wake() {
    guard isAsleep.load(ordering: .sequentiallyConsistent) else { return }
    if isAsleep.exchange(false, ordering: .sequentiallyConsistent) { alarm.signal() }
  }
}
