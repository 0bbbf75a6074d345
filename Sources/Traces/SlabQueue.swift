import Foundation

/// Hands out slabs of problems to threads and lets them write one at a time, in the order of the problems.
///
/// Slabs are handed out in order too, so whoever has to wait waits for slabs that other threads are at work on, however few
/// threads there really are. The first error ends the work of all.
final class SlabQueue: @unchecked Sendable {
  let slabCount: Int
  private let problems: Int
  private let slabProblems: Int
  private let shouldStop: @Sendable () -> Bool
  // What makes the class sendable: the variables are touched only under the condition's lock, the writer only by the thread
  // whose turn it is.
  private let condition = NSCondition()
  private var handedOut = 0
  private var written = 0
  private var failure: TraceError?
  private var writer: TraceWriter?

  init(_ writer: consuming sending TraceWriter, problems: Int, slabProblems: Int, shouldStop: @escaping @Sendable () -> Bool) {
    self.shouldStop = shouldStop
    self.problems = problems
    self.slabProblems = slabProblems
    slabCount = (problems + slabProblems - 1) / slabProblems
    self.writer = consume writer
  }

  /// The next problems to compute, or nil when there are none, writing has failed or the caller wants to stop.
  func next() -> Range<Int>? {
    condition.withLock {
      guard handedOut < slabCount, failure == nil else { return nil }
      if shouldStop() {
        failure = .stopped
        return nil
      }
      let first = handedOut * slabProblems
      handedOut += 1
      return first..<min(first + slabProblems, problems)
    }
  }

  /// Waits until everything before has been written, then writes.
  func write(_ slab: Slab, problems: Range<Int>) {
    let isWanted = condition.withLock {
      while written < problems.lowerBound { condition.wait() }
      return failure == nil
    }
    var error: TraceError?
    if isWanted {
      do throws(TraceError) {
        try slab.forEachHook(problems) { (name, values) throws(TraceError) in
          try writer?.write(hook: name, problems: problems, values: values)
        }
      } catch let reason {
        error = reason
      }
    }
    condition.withLock {
      failure = failure ?? error
      written = problems.upperBound
      condition.broadcast()
    }
  }

  /// Completes the trace and returns the file's size in bytes.
  func finish() throws(TraceError) -> Int {
    if let failure = condition.withLock({ failure }) { throw failure }
    return try writer.take()?.finish() ?? 0
  }
}
