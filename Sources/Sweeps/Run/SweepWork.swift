import Addition
import Files
import Synchronization
import Training

/// What the threads of a sweep share: which runs are taken, and what has come out.
///
/// Not the runner, which must not live on in a thread that is about to end: it holds the folder's lock.
final class SweepWork: Sendable {
  /// Asked at every step, so nobody waits for a disk while holding it.
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

  private let plan: SweepPlan
  private let folder: SweepFolder
  private let threads: Int
  private let shouldStop: @Sendable () -> Bool
  private let observe: SweepRunner.Observer
  private let adderBoard = ProblemSuite.adderBoard
  private let keeper: any RunKeeper
  private let state: Mutex<State>

  /// - Parameters:
  ///   - finished: what need not be run any more.
  ///   - choice: the runs that are wanted.
  ///   - keeper: where what is finished goes.
  init(
    _ plan: SweepPlan, _ folder: SweepFolder, threads: Int, finished: [RunResult], only choice: SweepSchedule.Choice,
    keeper: any RunKeeper, shouldStop: @escaping @Sendable () -> Bool, observe: @escaping SweepRunner.Observer
  ) {
    (self.plan, self.folder, self.threads, self.keeper) = (plan, folder, threads, keeper)
    (self.shouldStop, self.observe) = (shouldStop, observe)
    var state = State(
      schedule: SweepSchedule(plan, finished: finished, only: choice),
      totals: Array(repeating: (seconds: 0, runs: 0, best: nil), count: plan.variations.count))
    for result in finished { state.add(result) }
    self.state = Mutex(state)
  }

  /// How the work ended, once no thread is at it any more.
  ///
  /// - Returns: whether it was interrupted.
  /// - Throws: the first error of a thread.
  func end() throws -> Bool {
    let (failure, isInterrupted) = state.withLock { ($0.failure, $0.isInterrupted) }
    if let failure { throw failure }
    return isInterrupted
  }

  private var mustStop: Bool { shouldStop() || state.withLock { $0.failure != nil } }

  private func tell(_ result: RunResult?) { observe(state.withLock { progress(of: $0) }, result) }

  /// What one thread does: one run after another.
  func takeRuns() {
    while let (variation, position) = next() {
      do {
        guard try take(variation, position) else { return state.withLock { $0.isInterrupted = true } }
      } catch {
        return state.withLock { $0.failure = $0.failure ?? error }
      }
    }
  }

  private func next() -> (variation: Int, position: Int)? {
    let successes = keeper.successesElsewhere()
    return state.withLock { state in
      for (variation, position) in successes { state.schedule.learnOfSuccess(variation, position) }
      return state.failure == nil ? state.schedule.next() : nil
    }
  }

  /// - Returns: whether to go on.
  private func take(_ variation: Int, _ position: Int) throws -> Bool {
    let run = SweepRun(
      variation: plan.variations[variation], index: variation, position: position, folder: folder, adderBoard: adderBoard)
    let isUseless: () -> Bool = { !self.state.withLock { $0.schedule.canCount(variation, position) } }
    let record = mustStop ? nil : try run.train(until: { mustStop || isUseless() }, validated: { tell(nil) })
    guard let record else {
      state.withLock { $0.schedule.stop(variation, position) }
      // A run that an earlier seed's success has made useless is none; its folder goes with the others at the end.
      return !mustStop
    }
    try keeper.keep(record)
    state.withLock { state in
      state.schedule.finish(record.result)
      state.add(record.result)
    }
    tell(record.result)
    return true
  }

  private func progress(of state: State) -> SweepProgress {
    SweepProgress(
      rows: plan.variations.indices.filter { state.schedule.isChosen[$0] }.map { index in
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
