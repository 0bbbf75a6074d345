import Foundation

/// Threads that stay, for work that comes thousands of times a second.
///
/// A training step lasts a tenth of a millisecond: as long as it takes to wake a sleeping thread. So workers wait for the next
/// job spinning, and go to sleep only when none comes for a while. A job waits for nobody who has not begun: on a busy
/// machine, those who are there do it all.
public final class WorkerPool<Work: SharedWork> {
  /// How many threads may work at once, the caller's own included.
  public let workers: Int
  private let board: JobBoard<Work>

  /// Starts `workers - 1` threads; the caller of `perform` is the remaining worker.
  ///
  /// - Precondition: at least one worker.
  public init(workers: Int) {
    precondition(workers >= 1, "a pool needs a worker")
    self.workers = workers
    let board = JobBoard<Work>(helpers: workers - 1)
    self.board = board
    for helper in 0..<(workers - 1) {
      let thread = Thread { board.serve(helper) }
      thread.name = "carryscope worker \(helper + 1)"
      thread.start()
    }
  }

  deinit { board.close() }

  /// Does the items `0..<count`, each once, and returns when all are done.
  ///
  /// Workers take the next item when they are free, the caller among them as worker 0. One call at a time: the pool belongs to
  /// one loop. Nothing is allocated.
  public func perform(_ work: Work, count: Int) {
    withUnsafePointer(to: work) { board.perform($0, count: count) }
  }
}
