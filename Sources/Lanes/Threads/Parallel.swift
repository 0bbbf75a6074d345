import Dispatch
import Synchronization

/// Work split over threads by index, with results that do not depend on how many threads there are.
public enum Parallel {
  /// Calls `body(worker)` once for each worker in `0..<workers`, at the same time, and returns when all have returned.
  public static func run(workers: Int, _ body: @Sendable (_ worker: Int) -> Void) {
    if workers <= 1 {
      body(0)
    } else {
      DispatchQueue.concurrentPerform(iterations: workers) { body($0) }
    }
  }

  /// The results of `body(worker)`, in the workers' order.
  public static func map<Result: Sendable>(workers: Int, _ body: @Sendable (_ worker: Int) -> Result) -> [Result] {
    let results = Mutex([Result?](repeating: nil, count: max(workers, 1)))
    run(workers: workers) { worker in
      let result = body(worker)
      results.withLock { $0[worker] = result }
    }
    return results.withLock { $0.compactMap { $0 } }
  }

  /// The part of `0..<count` that falls to a worker: contiguous, in order, sizes differing by at most one.
  public static func share(of count: Int, worker: Int, workers: Int) -> Range<Int> {
    (count * worker / workers)..<(count * (worker + 1) / workers)
  }
}
