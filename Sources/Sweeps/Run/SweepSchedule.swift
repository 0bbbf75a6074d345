/// Which run is next, of those that may still count.
struct SweepSchedule {
  private enum State: Hashable {
    case waiting, running
    case finished(isSuccess: Bool)
    /// Somebody else's.
    case elsewhere
  }

  /// Counts of a variation, of the wanted seeds that may still count, and of what is known of others.
  struct Counts: Hashable {
    var total, done, running, successes: Int
  }

  private struct Lane {
    var states: [State]
    var counts: Counts
    /// No seed before this one waits.
    var first = 0
    /// Seeds from here on cannot count: so many successes as are asked for are before them.
    var end: Int
  }

  /// Which runs are wanted.
  enum Choice {
    case all
    /// Those of the variations of these names.
    case variations(Set<String>)
    /// Those of these numbers.
    case runs(RunNumbers)
  }

  private let plan: SweepPlan
  /// Whether runs of each variation are wanted.
  let isChosen: [Bool]
  private var lanes: [Lane]

  /// - Parameters:
  ///   - finished: the runs that need not be run any more.
  ///   - choice: the runs that are wanted.
  init(_ plan: SweepPlan, finished: [RunResult], only choice: Choice = .all) {
    self.plan = plan
    lanes = plan.variations.indices.map { index in
      let variation = plan.variations[index]
      let states = plan.runs(of: index).map { run -> State in
        switch choice {
        case .all: .waiting
        case .variations(let names): names.contains(variation.name) ? .waiting : .elsewhere
        case .runs(let numbers): numbers.contains(run) ? .waiting : .elsewhere
        }
      }
      return Lane(
        states: states, counts: Counts(total: states.count, done: 0, running: 0, successes: 0), end: states.count)
    }
    isChosen = lanes.map { $0.states.contains(.waiting) }
    for result in finished {
      lanes[result.variation].states[result.position] = .finished(isSuccess: result.isSuccess(at: plan.success))
    }
    for variation in lanes.indices { count(variation) }
  }

  /// Takes the next run: variations in order, in each the seeds in order; nil when there is none left to begin.
  ///
  /// Once the successes asked for are there, only seeds before the last of them are begun: one of these may be a success, too, and
  /// then the prefix is shorter.
  mutating func next() -> (variation: Int, position: Int)? {
    for variation in lanes.indices where isChosen[variation] {
      while lanes[variation].first < lanes[variation].end, lanes[variation].states[lanes[variation].first] != .waiting {
        lanes[variation].first += 1
      }
      let position = lanes[variation].first
      guard position < lanes[variation].end else { continue }
      lanes[variation].states[position] = .running
      lanes[variation].counts.running += 1
      return (variation, position)
    }
    return nil
  }

  /// Takes down that a run is finished.
  mutating func finish(_ result: RunResult) {
    let isSuccess = result.isSuccess(at: plan.success)
    lanes[result.variation].states[result.position] = .finished(isSuccess: isSuccess)
    if isSuccess, plan.variations[result.variation].until != nil { return count(result.variation) }
    guard canCount(result.variation, result.position) else { return }
    lanes[result.variation].counts.running -= 1
    lanes[result.variation].counts.done += 1
    if isSuccess { lanes[result.variation].counts.successes += 1 }
  }

  /// Takes down that somebody else's run is a success.
  mutating func learnOfSuccess(_ variation: Int, _ position: Int) {
    guard lanes[variation].states[position] == .elsewhere, plan.variations[variation].until != nil else { return }
    lanes[variation].states[position] = .finished(isSuccess: true)
    count(variation)
  }

  /// Takes down that a run has been stopped.
  mutating func stop(_ variation: Int, _ position: Int) {
    lanes[variation].states[position] = .waiting
    lanes[variation].first = min(lanes[variation].first, position)
    if canCount(variation, position) { lanes[variation].counts.running -= 1 }
  }

  /// Whether a run may still count.
  func canCount(_ variation: Int, _ position: Int) -> Bool { position < lanes[variation].end }

  /// Counts of a variation, of the seeds that may still count.
  func counts(_ variation: Int) -> Counts { lanes[variation].counts }

  /// Counts anew, up to the last success that is asked for. It never lies further behind than before.
  private mutating func count(_ variation: Int) {
    let states = lanes[variation].states[..<lanes[variation].end]
    let outcomes: [Bool?] = states.map { if case .finished(let isSuccess) = $0 { isSuccess } else { nil } }
    let end = plan.variations[variation].prefix(of: outcomes).count
    lanes[variation].end = end
    let own = states[..<end].filter { $0 != .elsewhere }
    lanes[variation].counts = Counts(
      total: own.count, done: outcomes[..<end].count { $0 != nil }, running: own.count { $0 == .running },
      successes: outcomes[..<end].count { $0 == true })
  }
}
