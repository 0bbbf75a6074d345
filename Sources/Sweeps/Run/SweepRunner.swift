import Clusters
import Files
import Training

/// Trains all runs of a sweep, each on a thread of its own, as many at once as there are threads.
///
///     let spec = try SweepSpec.read("widths.json")
///     let runner = try SweepRunner(spec, source: "widths.json", in: SweepFolder("runs/widths"), resume: false)
///     try runner.run(threads: 2)
///     print(try runner.results().summaryCSV)
///
/// Every run is an ordinary `TrainingRun` in a folder below `runs/`. When it is finished, its results go into the store in one
/// transaction, then its folder goes away. A process that is killed loses what was trained since each run's last validation, and
/// nothing else: a sweep that is taken up again ends with the same results as one that was never stopped, but for seconds.
public final class SweepRunner: Sendable {
  /// How a call of `run` ended.
  public enum Ending: Hashable, Sendable {
    /// All runs that were wanted are finished.
    case finished
    /// The caller asked for a stop; the sweep can be resumed.
    case interrupted
  }

  /// Told of the sweep's progress, from the threads of the runs: at every validation, and with its result at the end of each run.
  public typealias Observer = @Sendable (_ progress: SweepProgress, _ finished: RunResult?) -> Void

  /// What is run.
  public let plan: SweepPlan
  /// The sweep's folder.
  public let folder: SweepFolder
  private let store: SweepStore
  private let lock: SweepLock

  /// Begins a sweep, or takes one up. Nothing is trained yet.
  ///
  /// - Parameters:
  ///   - source: what errors call the spec.
  ///   - resume: whether the folder holds the sweep already.
  /// - Throws: `SweepError`, `FileError`.
  public init(_ spec: SweepSpec, source: String, in folder: SweepFolder, resume: Bool) throws {
    plan = try spec.plan(source: source)
    self.folder = folder
    if resume {
      try folder.requireNoTasks()
      guard folder.holdsSweep else { throw SweepError.nothingToResume(path: folder.path) }
    } else if folder.holdsSweep {
      throw SweepError.folderTaken(path: folder.path)
    } else if RunFolder(folder.path).isTaken {
      throw SweepError.holdsRun(path: folder.path)
    } else {
      do throws(FileError) {
        try Folder.create(folder.path)
        try AtomicFile.requirePlace(for: folder.storePath)
      } catch { throw SweepError.unwritable(path: error.path, problem: error.problem) }
    }
    lock = try SweepLock(folder.path)
    if !resume { try folder.begin(plan, spec: spec) }
    store = try folder.store()
    if let difference = plan.difference(from: store.plan) {
      throw SweepError.otherSpec(path: folder.path, difference: difference)
    }
    try StopRequest.remove(in: folder.path)
    // What tasks of a cluster have finished need not be trained again.
    if resume { _ = try folder.collect(into: store, isOver: false) }
  }

  /// All results so far.
  public func results() throws -> SweepResults { try store.results() }

  /// Trains until all runs that are wanted are finished, then writes the tables.
  ///
  /// - Parameters:
  ///   - threads: how many runs at once; results do not depend on it.
  ///   - chosen: the names of the variations that are wanted now; nil for all.
  ///   - shouldStop: asked before every step; when it says yes, all runs are saved as they are.
  /// - Throws: `FileError` if something cannot be written, `TrainingError.folderInUse` if a run of it is being trained by
  ///   somebody else. Runs that are being trained are saved before.
  @discardableResult
  public func run(
    threads: Int, only chosen: Set<String>? = nil, until shouldStop: @escaping @Sendable () -> Bool = { false },
    observe: @escaping Observer = { _, _ in }
  ) throws -> Ending {
    let finished = try store.results().records.map(\.result)
    let request = StopRequest(in: folder.path)
    let work = SweepWork(
      plan, folder, threads: threads, finished: finished, only: chosen.map { .variations($0) } ?? .all,
      keeper: StoreKeeper(store, try BestRuns(plan, finished, in: folder)),
      shouldStop: { shouldStop() || request.isThere }, observe: observe)
    let workers = max(1, min(threads, plan.runCount - finished.count))
    SweepThreads.run(workers) { work.takeRuns() }

    let isInterrupted = try work.end()
    let results = try store.results()
    if !isInterrupted, results.isFinished {
      try SweepFolder.remove(folder.runsPath)
      try store.compact()
    }
    try folder.writeTables(results)
    return isInterrupted ? .interrupted : .finished
  }
}
