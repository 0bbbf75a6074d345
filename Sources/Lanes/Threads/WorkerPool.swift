import Dispatch
import Foundation
import Synchronization

/// Threads that stay, for work that comes thousands of times a second.
///
/// A training step lasts a tenth of a millisecond: as long as it takes to wake a sleeping thread. So workers wait for the next
/// job spinning, and go to sleep only when none comes for a while.
public final class WorkerPool: Sendable {
  /// How many calls `run` makes at once, the caller's own included.
  public let workers: Int
  private let board: JobBoard

  /// Starts `workers - 1` threads; the caller of `run` is the remaining worker.
  ///
  /// - Precondition: at least one worker.
  public init(workers: Int) {
    precondition(workers >= 1, "a pool needs a worker")
    self.workers = workers
    let board = JobBoard(helpers: workers - 1)
    self.board = board
    for helper in 0..<(workers - 1) {
      let thread = Thread { board.serve(helper) }
      thread.name = "carryscope worker \(helper + 1)"
      thread.start()
    }
  }

  deinit { board.close() }

  /// Calls `body(worker)` once for each worker in `0..<workers`, at the same time, and returns when all have returned.
  ///
  /// One `run` at a time: the pool belongs to one loop.
  public func run(_ body: @Sendable (_ worker: Int) -> Void) {
    guard workers > 1 else { return body(0) }
    withoutActuallyEscaping(body) { body in
      board.post(body)
      body(0)
      board.waitForHelpers()
    }
  }
}

/// Where the caller and the helpers meet: a job, a count of jobs so far, and a count of helpers still at work.
private final class JobBoard: @unchecked Sendable {
  /// Written by the caller before `posted` is raised, read by helpers after they have seen it: the count orders the two.
  private var job: (@Sendable (Int) -> Void)?
  private let posted = Atomic<Int>(0)
  private let working = Atomic<Int>(0)
  private let isClosed = Atomic<Bool>(false)
  private let beds: [Bed]

  /// How often a waiting thread looks before it lets others have the processor: some fifty microseconds.
  private static let patience = 20_000

  init(helpers: Int) {
    beds = (0..<helpers).map { _ in Bed() }
  }

  func post(_ job: @escaping @Sendable (Int) -> Void) {
    self.job = job
    working.store(beds.count, ordering: .relaxed)
    posted.add(1, ordering: .sequentiallyConsistent)
    for bed in beds { bed.wake() }
  }

  func waitForHelpers() {
    var looks = 0
    while working.load(ordering: .acquiring) > 0 {
      looks += 1
      if looks > Self.patience { sched_yield() } else { pause() }
    }
    job = nil
  }

  func close() {
    isClosed.store(true, ordering: .relaxed)
    posted.add(1, ordering: .sequentiallyConsistent)
    for bed in beds { bed.wake() }
  }

  /// A helper's life: wait for the next job, do one's share, say so.
  func serve(_ helper: Int) {
    var seen = 0
    while true {
      waitForJob(after: seen, in: beds[helper])
      seen += 1
      if isClosed.load(ordering: .relaxed) { return }
      job?(helper + 1)
      working.subtract(1, ordering: .releasing)
    }
  }

  private func waitForJob(after seen: Int, in bed: Bed) {
    for _ in 0..<Self.patience {
      if posted.load(ordering: .acquiring) != seen { return }
      pause()
    }
    // A call may come late, for a job that was found by looking and is long done: then there is nothing to get up for.
    while posted.load(ordering: .acquiring) == seen {
      bed.sleep { posted.load(ordering: .sequentiallyConsistent) != seen }
    }
  }

  @inline(__always)
  private func pause() { _ = posted.load(ordering: .relaxed) }
}

/// Where one helper sleeps.
private final class Bed: Sendable {
  private let isAsleep = Atomic<Bool>(false)
  private let alarm = DispatchSemaphore(value: 0)

  /// Sleeps until woken, unless there is a reason not to: asked after lying down, so that no call can be missed.
  func sleep(unless isNeeded: () -> Bool) {
    isAsleep.store(true, ordering: .sequentiallyConsistent)
    if isNeeded(), isAsleep.exchange(false, ordering: .sequentiallyConsistent) { return }
    // Either nobody has called, or somebody has and the alarm is about to go off.
    alarm.wait()
  }

  func wake() {
    if isAsleep.exchange(false, ordering: .sequentiallyConsistent) { alarm.signal() }
  }
}
