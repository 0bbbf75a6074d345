/// Work that can be done again and again.
struct Workload {
  /// What a call gets done, in the unit of the rate.
  let units: Double
  /// Does it once.
  let call: () throws -> Void
}

/// Units of work per second, a figure a round, in the order of the rounds.
typealias Rates = [Double]

/// The measuring loop: how many rounds, and how long each lasts.
struct Rounds {
  let count: Int
  let secondsPerRound: Double
  /// Whether the figures only show that everything works.
  var isQuick = false

  /// An odd number, so that the median is a measured figure.
  static let thorough = Rounds(count: 9, secondsPerRound: 0.15)
  static let quick = Rounds(count: 3, secondsPerRound: 0.03, isQuick: true)

  /// Times workloads by turns, round after round, so that a machine that is busy for a while slows all of them.
  ///
  /// Every workload is first done untimed, until it is known how many calls fill a round.
  ///
  /// - Parameter pause: done before every round, untimed.
  func rates(of workloads: [Workload], pause: (_ round: Int) throws -> Void = { _ in }) throws -> [Rates] {
    let calls = try workloads.map(callsPerRound)
    var rates = [Rates](repeating: [], count: workloads.count)
    for round in 0..<count {
      try pause(round)
      for (index, workload) in workloads.enumerated() {
        let seconds = try seconds(of: calls[index], workload)
        rates[index].append(workload.units * Double(calls[index]) / seconds)
      }
    }
    return rates
  }

  private func callsPerRound(_ workload: Workload) throws -> Int {
    // Caches, branch predictors and threads need a first call of their own.
    try workload.call()
    var calls = 1
    while true {
      let seconds = try seconds(of: calls, workload)
      if seconds >= secondsPerRound / 8 { return max(1, Int(Double(calls) * secondsPerRound / seconds)) }
      calls *= 2
    }
  }

  private func seconds(of calls: Int, _ workload: Workload) throws -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    for _ in 0..<calls { try workload.call() }
    // A clock that has not moved would make a rate infinite.
    return max((clock.now - start) / .seconds(1), 1e-9)
  }
}
