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

  /// The results of `body` for the items `0..<items`, in their order. Whoever is free takes the next item.
  ///
  /// - Parameters:
  ///   - workers: how many threads, if there are as many items.
  ///   - tools: makes what one thread needs for all its items, before its first.
  public static func map<Tools, Result: Sendable>(
    items count: Int, workers: Int, tools: @Sendable () -> Tools, _ body: @Sendable (_ tools: Tools, _ item: Int) -> Result
  ) -> [Result] {
    let results = Mutex([Result?](repeating: nil, count: count))
    let items = SharedItems(count: count)
    run(workers: min(workers, count)) { _ in
      guard var item = items.next() else { return }
      let tools = tools()
      while true {
        let result = body(tools, item)
        results.withLock { $0[item] = result }
        guard let next = items.next() else { return }
        item = next
      }
    }
    return results.withLock { $0.compactMap { $0 } }
  }

  /// The part of `0..<count` that falls to a worker: contiguous, in order, sizes differing by at most one.
  public static func share(of count: Int, worker: Int, workers: Int) -> Range<Int> {
    (count * worker / workers)..<(count * (worker + 1) / workers)
  }
}
