import CLanes
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Where the owner of a pool and its helpers meet: the job on offer, its items, and who is at work.
final class JobBoard<Work: SharedWork>: @unchecked Sendable {
  /// Written by the owner before the gate is opened and after it has been closed and all have left; read by those inside.
  private var job: UnsafePointer<Work>?
  private let items = SharedItems()
  /// How many helpers are inside, and the bit that says that nobody else may enter.
  private let gate = Atomic<Int>(1 << 62)
  private static var closed: Int { 1 << 62 }

  /// Jobs so far: what waiting helpers look at.
  private let posted = Atomic<Int>(0)
  private let isFinished = Atomic<Bool>(false)
  private let beds: [Bed]

  /// How often a waiting thread looks before it lets others have the processor: for some tenths of a millisecond, depending on how
  /// long the processor's pause is.
  private static var patience: Int { 20_000 }

  init(helpers: Int) {
    beds = (0..<helpers).map { _ in Bed() }
  }

  // MARK: The owner

  func perform(_ work: UnsafePointer<Work>, count: Int) {
    items.offer(count)
    // Nobody is called for what one can do alone.
    guard count > 1, !beds.isEmpty else { return work.pointee.perform(items, worker: 0) }
    job = work
    gate.store(0, ordering: .releasing)
    callHelpers(atMost: count - 1)
    work.pointee.perform(items, worker: 0)
    _ = gate.bitwiseOr(Self.closed, ordering: .acquiring)
    var looks = 0
    while gate.load(ordering: .acquiring) != Self.closed {
      looks += 1
      if looks > Self.patience { sched_yield() } else { carry_pause() }
    }
    job = nil
  }

  /// Ends the helpers' service.
  func close() {
    isFinished.store(true, ordering: .relaxed)
    callHelpers(atMost: beds.count)
  }

  private func callHelpers(atMost needed: Int) {
    posted.add(1, ordering: .sequentiallyConsistent)
    for bed in beds.prefix(needed) { bed.wake() }
  }

  // MARK: Helpers

  /// A helper's life: wait for the next job, lend a hand if it is not over yet.
  func serve(_ helper: Int) {
    var seen = 0
    while true {
      seen = waitForJob(after: seen, in: beds[helper])
      if isFinished.load(ordering: .relaxed) { return }
      guard enter() else { continue }
      job?.pointee.perform(items, worker: helper + 1)
      gate.subtract(1, ordering: .releasing)
    }
  }

  private func enter() -> Bool {
    var inside = gate.load(ordering: .relaxed)
    while inside & Self.closed == 0 {
      let (exchanged, original) = gate.weakCompareExchange(expected: inside, desired: inside + 1, ordering: .acquiring)
      if exchanged { return true }
      inside = original
    }
    return false
  }

  /// - Returns: how many jobs there have been.
  private func waitForJob(after seen: Int, in bed: Bed) -> Int {
    for _ in 0..<Self.patience {
      let jobs = posted.load(ordering: .acquiring)
      if jobs != seen { return jobs }
      carry_pause()
    }
    // A call may come late, for a job that was found by looking and is long done: then there is nothing to get up for.
    while true {
      let jobs = posted.load(ordering: .acquiring)
      if jobs != seen { return jobs }
      bed.sleep { posted.load(ordering: .sequentiallyConsistent) != seen }
    }
  }
}
