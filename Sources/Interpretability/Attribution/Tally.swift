import Synchronization

/// Counts what threads have done, and tells it to whoever wants to know.
final class Tally: Sendable {
  private let total: Int
  private let progress: StudyProgress
  private let done = Mutex(0)

  init(of total: Int, _ progress: @escaping StudyProgress) { (self.total, self.progress) = (total, progress) }

  func add(_ more: Int) {
    let now = done.withLock { done in
      done += more
      return done
    }
    progress(now, total)
  }
}
