import Addition
import Files
import Foundation
import Synchronization
import Training
import Transformer

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
    /// All runs are finished.
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
  private let adderBoard = ProblemSuite.adderBoard

  /// What the threads share. Asked at every step, so nobody waits for a disk while holding it.
  private struct State {
    var schedule: SweepSchedule
    /// Of each variation's finished runs: processor seconds, their number, and the best.
    var totals: [(seconds: Double, runs: Int, best: RunResult?)]
    var failure: (any Error)?
    var isInterrupted = false

    mutating func add(_ result: RunResult) {
      totals[result.variation].seconds += result.cpuSeconds
      totals[result.variation].runs += 1
      guard schedule.canCount(result.variation, result.position) else { return }
      let best = totals[result.variation].best
      if best.map({ result.isBetter(than: $0) }) ?? (result.best != nil) { totals[result.variation].best = result }
    }
  }

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
      guard folder.holdsSweep else { throw SweepError.nothingToResume(path: folder.path) }
    } else if folder.holdsSweep {
      throw SweepError.folderTaken(path: folder.path)
    } else {
      try Folder.create(folder.path)
    }
    lock = try SweepLock(folder.path)
    if !resume { try folder.begin(plan, spec: spec) }
    store = try folder.store()
    if let difference = plan.difference(from: store.plan) {
      throw SweepError.otherSpec(path: folder.path, difference: difference)
    }
  }

  /// All results so far.
  public func results() throws -> SweepResults { try store.results() }

  /// Trains until all runs are finished, then writes the tables.
  ///
  /// - Parameters:
  ///   - threads: how many runs at once; results do not depend on it.
  ///   - shouldStop: asked before every step; when it says yes, all runs are saved as they are.
  /// - Throws: `FileError` if something cannot be written, `TrainingError.folderInUse` if a run of it is being trained by
  ///   somebody else. Runs that are being trained are saved before.
  @discardableResult
  public func run(
    threads: Int, until shouldStop: @escaping @Sendable () -> Bool = { false }, observe: @escaping Observer = { _, _ in }
  ) throws -> Ending {
    let finished = try store.results().records.map(\.result)
    var start = State(
      schedule: SweepSchedule(plan, finished: finished),
      totals: Array(repeating: (seconds: 0, runs: 0, best: nil), count: plan.variations.count))
    for result in finished { start.add(result) }
    let work = Work(state: Mutex(start), best: Mutex(try BestRuns(plan, finished, in: folder)))
    let workers = max(1, min(threads, plan.runCount - finished.count))
    SweepThreads.run(workers) { [self] in takeRuns(work, threads: threads, shouldStop, observe) }

    let (failure, isInterrupted) = work.state.withLock { ($0.failure, $0.isInterrupted) }
    if let failure { throw failure }
    if !isInterrupted {
      try SweepFolder.remove(folder.runsPath)
      try store.compact()
    }
    try folder.writeTables(try store.results())
    return isInterrupted ? .interrupted : .finished
  }

  private final class Work: Sendable {
    let state: Mutex<State>
    let best: Mutex<BestRuns>

    init(state: consuming sending Mutex<State>, best: consuming sending Mutex<BestRuns>) {
      self.state = state
      self.best = best
    }
  }

  /// What one thread does: one run after another.
  private func takeRuns(_ work: Work, threads: Int, _ shouldStop: @escaping @Sendable () -> Bool, _ observe: @escaping Observer) {
    let mustStop: @Sendable () -> Bool = { shouldStop() || work.state.withLock { $0.failure != nil } }
    let tell: @Sendable (RunResult?) -> Void = { [self] result in
      observe(work.state.withLock { progress(of: $0, threads: threads) }, result)
    }
    while let (variation, position) = work.state.withLock({ $0.failure == nil ? $0.schedule.next() : nil }) {
      do {
        let run = SweepRun(
          variation: plan.variations[variation], index: variation, position: position, folder: folder, adderBoard: adderBoard)
        let canCount: @Sendable () -> Bool = { work.state.withLock { $0.schedule.canCount(variation, position) } }
        let record = mustStop() ? nil : try run.train(until: { mustStop() || !canCount() }, validated: { tell(nil) })
        if let record {
          try store.record(record)
          work.state.withLock { state in
            state.schedule.finish(record.result)
            state.add(record.result)
          }
          try work.best.withLock { best throws(FileError) in try best.finish(record.result) }
          tell(record.result)
        } else {
          work.state.withLock { $0.schedule.stop(variation, position) }
          // A run that an earlier seed's success has made useless is none; its folder goes with the others at the end.
          guard !mustStop() else { return work.state.withLock { $0.isInterrupted = true } }
        }
      } catch {
        return work.state.withLock { $0.failure = $0.failure ?? error }
      }
    }
  }

  private func progress(of state: State, threads: Int) -> SweepProgress {
    SweepProgress(
      rows: plan.variations.indices.map { index in
        let (counts, spent) = (state.schedule.counts(index), state.totals[index])
        let left = counts.total - counts.done
        let mean = spent.runs > 0 ? spent.seconds / Double(spent.runs) : nil
        return SweepProgress.Row(
          name: plan.variations[index].name, total: counts.total, done: counts.done, running: counts.running,
          successes: counts.successes, best: spent.best?.best?.exactMatch,
          secondsLeft: left == 0 ? 0 : mean.map { $0 * Double(left) / Double(min(threads, left)) },
          mayEndEarlier: left > 0 && plan.variations[index].until != nil)
      })
  }
}
