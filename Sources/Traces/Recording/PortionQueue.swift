import Foundation

/// Hands out portions of problems to threads and lets them write one at a time, in the order of the problems.
///
/// Portions are handed out in order too, so whoever has to wait waits for portions that other threads are at work on, however
/// few threads there really are. The first error ends the work of all.
final class PortionQueue: @unchecked Sendable {
  /// Problems of the trace before the first that is recorded.
  let firstProblem: Int
  private let problemCount: Int
  private let rowsPerChunk: Int
  private let shouldStop: @Sendable () -> Bool
  // What makes the class sendable: the variables are touched only under the condition's lock, the writer only by the thread
  // whose turn it is.
  private let condition = NSCondition()
  private var handedOut: Int
  private var written: Int
  private var failure: TraceError?
  private var writer: TraceWriter?

  /// - Parameters:
  ///   - problems: the number of problems to record.
  ///   - rowsPerChunk: of every array; portions end where chunks do.
  init(
    _ writer: consuming sending TraceWriter, problems: Int, rowsPerChunk: Int, shouldStop: @escaping @Sendable () -> Bool
  ) {
    firstProblem = writer.firstProblem
    problemCount = firstProblem + problems
    self.rowsPerChunk = rowsPerChunk
    self.shouldStop = shouldStop
    handedOut = firstProblem
    written = firstProblem
    self.writer = consume writer
  }

  /// How many portions there are.
  var portionCount: Int { (problemCount - 1) / rowsPerChunk - firstProblem / rowsPerChunk + 1 }

  /// The next problems to compute, by their numbers in the trace; nil when there are none, something has failed or the caller
  /// wants to stop.
  func next() -> Range<Int>? {
    condition.withLock {
      guard handedOut < problemCount, failure == nil else { return nil }
      if shouldStop() {
        failure = .stopped
        return nil
      }
      let first = handedOut
      handedOut = min((first / rowsPerChunk + 1) * rowsPerChunk, problemCount)
      return first..<handedOut
    }
  }

  /// Waits until everything before has been written, then lets the portion be written; not at all if something before failed.
  func write(_ problems: Range<Int>, _ body: (inout TraceWriter?) throws(TraceError) -> Void) {
    let isWanted = condition.withLock {
      while written < problems.lowerBound { condition.wait() }
      return failure == nil
    }
    var error: TraceError?
    if isWanted {
      do throws(TraceError) { try body(&writer) } catch let reason {
        error = reason
      }
    }
    condition.withLock {
      failure = failure ?? error.map(reason)
      written = problems.upperBound
      condition.broadcast()
    }
  }

  /// Completes the trace and returns the file's size in bytes.
  func finish() throws(TraceError) -> Int {
    if let failure = condition.withLock({ failure }) { throw failure }
    if shouldStop() { throw .stopped }
    do { return try writer.take()?.finish(unless: shouldStop) ?? 0 } catch { throw reason(error) }
  }

  /// Whoever stops a recording may remove its file: what fails after that is no failure.
  private func reason(_ error: TraceError) -> TraceError { shouldStop() ? .stopped : error }
}
