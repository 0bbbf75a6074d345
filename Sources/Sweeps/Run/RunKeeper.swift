import Files
import Synchronization

/// Where finished runs go, from any thread.
protocol RunKeeper: Sendable {
  /// Keeps what a run found, for good, and settles what becomes of its folder.
  ///
  /// - Throws: `FileError` if it cannot be written.
  func keep(_ record: RunRecord) throws(FileError)

  /// Successes of others that are at the same sweep, which may make runs useless here.
  func successesElsewhere() -> [(variation: Int, position: Int)]
}

/// Keeps runs in the sweep's store, and the best as checkpoints.
final class StoreKeeper: RunKeeper {
  private let store: SweepStore
  private let best: Mutex<BestRuns>

  init(_ store: SweepStore, _ best: BestRuns) {
    self.store = store
    self.best = Mutex(best)
  }

  func keep(_ record: RunRecord) throws(FileError) {
    try store.record(record)
    try best.withLock { best throws(FileError) in try best.finish(record.result) }
  }

  /// Nobody else is at it: the folder is locked.
  func successesElsewhere() -> [(variation: Int, position: Int)] { [] }
}
