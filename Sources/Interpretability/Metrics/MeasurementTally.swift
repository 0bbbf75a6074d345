import Addition
import Lanes
import Transformer

/// Counts and sums of what is measured of many states, over the problems of one part: states share the problems' own counts.
struct MeasurementTally: Sendable {
  /// Values of one metric in one group of problems: for each state, and each of the digits' series.
  private struct GroupSums: Sendable {
    let group: Int
    /// Values that there are: `[metric][series]`.
    var counts: [Double]
    /// `[metric][state][series]`.
    var sums: [Double]
  }

  private let format: TokenFormat
  private let plan: MeasurementPlan
  /// What the plan says, looked up once: it is asked for every digit of every state.
  private let means: [Metric]
  private let sortsByCarries: Bool
  private let states: Int
  private let bootstrap: Bootstrap?
  private var problems = 0
  /// Digits, by series; the same for every state.
  private var total = [Int](repeating: 0, count: DigitSeries.count)
  /// Right predictions, `[state][series]`.
  private var correct: [Int]
  /// Problems by their longest chain, and those of them with all digits right, `[state][chain]`.
  private var chains = [Int](repeating: 0, count: Self.chainLengths)
  private var exact: [Int]
  private var groups: [GroupSums] = []
  /// The block's places in the series: `[place * lanes + lane]`, by kind (-1 for none) and by chain.
  private var kinds: [Int] = []
  private var lengths: [Int] = []
  private var longest: [Int] = []
  private var blockGroups: [Int] = []

  private static let chainLengths = Problem.operandDigits + 1

  init(_ format: TokenFormat, _ plan: MeasurementPlan, states: Int, _ bootstrap: Bootstrap?) {
    (self.format, self.plan, self.states, self.bootstrap) = (format, plan, states, bootstrap)
    (means, sortsByCarries) = (plan.means, plan.sortsByCarries)
    correct = [Int](repeating: 0, count: states * DigitSeries.count)
    exact = [Int](repeating: 0, count: states * Self.chainLengths)
  }

  /// Sorts a block's digits.
  mutating func begin(_ pass: Pass<Lane>, _ block: [Problem], first: Int) {
    problems += pass.count
    for place in 0..<format.answerLength {
      let withCarry = Int(pass.carries(into: place).laneSum)
      total[DigitSeries.at(place, carry: false)] += pass.count - withCarry
      total[DigitSeries.at(place, carry: true)] += withCarry
    }
    longest.removeAll(keepingCapacity: true)
    for problem in block { longest.append(Carries(problem).longestChain) }
    for length in longest { chains[length] += 1 }
    if let bootstrap { beginGroups((0..<block.count).map { bootstrap.group(of: first + $0) }) }
    if sortsByCarries { sortByCarries(block) }
  }

  private mutating func beginGroups(_ numbers: [Int]) {
    blockGroups = numbers.map { number in
      if groups.last?.group != number {
        groups.append(
          GroupSums(
            group: number, counts: [Double](repeating: 0, count: means.count * DigitSeries.count),
            sums: [Double](repeating: 0, count: means.count * states * DigitSeries.count)))
      }
      return groups.count - 1
    }
  }

  private mutating func sortByCarries(_ block: [Problem]) {
    kinds.removeAll(keepingCapacity: true)
    lengths.removeAll(keepingCapacity: true)
    for place in 0..<format.answerLength {
      for problem in block {
        let carries = Carries(problem)
        let length = DigitSeries.ofChain(carries.chain(into: place))
        let kind = place < Problem.operandDigits ? DigitSeries.of(carries.kind(place)) : -1
        kinds.append(kind)
        lengths.append(length)
        total[length] += 1
        if kind >= 0 { total[kind] += 1 }
      }
    }
  }

  /// Counts the predictions of one digit, and returns where they are right.
  mutating func count(_ place: Int, of pass: Pass<Lane>, state: Int) -> Lane {
    let hits = pass.hits(at: format.query(answerDigit: place))
    let rightWithCarry = Int((hits * pass.carries(into: place)).laneSum)
    let base = state * DigitSeries.count
    correct[base + DigitSeries.at(place, carry: false)] += Int(hits.laneSum) - rightWithCarry
    correct[base + DigitSeries.at(place, carry: true)] += rightWithCarry
    guard sortsByCarries else { return hits }
    for lane in 0..<pass.count where hits[lane] == 1 {
      correct[base + lengths[place * pass.count + lane]] += 1
      let kind = kinds[place * pass.count + lane]
      if kind >= 0 { correct[base + kind] += 1 }
    }
    return hits
  }

  /// Adds the values of one digit to the means.
  ///
  /// - Parameter isFirst: whether the state is the first, for which the values are counted.
  mutating func add(_ place: Int, of pass: Pass<Lane>, _ scores: BlockScores, state: Int, isFirst: Bool) {
    for (index, metric) in means.enumerated() {
      let (values, isThere) = scores.values(metric, place, of: pass)
      let carries = pass.carries(into: place)
      for lane in 0..<pass.count where isThere[lane] == 1 {
        let group = blockGroups[lane]
        var places = [DigitSeries.at(place, carry: carries[lane] == 1)]
        if sortsByCarries {
          places.append(lengths[place * pass.count + lane])
          let kind = kinds[place * pass.count + lane]
          if kind >= 0 { places.append(kind) }
        }
        for series in places {
          groups[group].sums[(index * states + state) * DigitSeries.count + series] += Double(values[lane])
          if isFirst { groups[group].counts[index * DigitSeries.count + series] += 1 }
        }
      }
    }
  }

  /// Counts a block's whole answers, once all their digits have been counted.
  mutating func finish(_ digitsRight: [Lane]) {
    for (state, digits) in digitsRight.enumerated() {
      for (lane, length) in longest.enumerated() where Int(digits[lane]) == format.answerLength {
        exact[state * Self.chainLengths + length] += 1
      }
    }
  }

  /// Takes in a later part.
  mutating func add(_ other: MeasurementTally) {
    problems += other.problems
    for i in total.indices { total[i] += other.total[i] }
    for i in correct.indices { correct[i] += other.correct[i] }
    for i in chains.indices { chains[i] += other.chains[i] }
    for i in exact.indices { exact[i] += other.exact[i] }
    for group in other.groups {
      guard let last = groups.indices.last, groups[last].group == group.group else {
        groups.append(group)
        continue
      }
      for i in group.counts.indices { groups[last].counts[i] += group.counts[i] }
      for i in group.sums.indices { groups[last].sums[i] += group.sums[i] }
    }
  }

  // MARK: - Results

  func measurement(of state: Int) -> Measurement {
    Measurement(
      accuracy: accuracy(of: state),
      measures: plan.measures.map { Measure(metric: $0.metric, group: $0.group, estimate: estimate($0.metric, $0.group, state)) })
  }

  private func accuracy(of state: Int) -> AnswerAccuracy {
    func share(_ place: Int, _ carry: Bool) -> Proportion {
      let series = DigitSeries.at(place, carry: carry)
      return Proportion(correct[state * DigitSeries.count + series], of: total[series])
    }
    let right = exact[state * Self.chainLengths..<(state + 1) * Self.chainLengths].reduce(0, +)
    return AnswerAccuracy(
      digits: (0..<format.answerLength).map {
        .init(place: $0, withoutCarry: share($0, false), withCarry: share($0, true))
      }, exact: Proportion(right, of: problems))
  }

  private func estimate(_ metric: Metric, _ group: DigitGroup, _ state: Int) -> Estimate {
    switch metric {
    case .exact:
      guard case .chain(let length) = group else { return Estimate(accuracy(of: state).exact) }
      return Estimate(Proportion(exact[state * Self.chainLengths + length], of: chains[length]))
    case .digits:
      let right = group.series.reduce(0) { $0 + correct[state * DigitSeries.count + $1] }
      return Estimate(Proportion(right, of: group.series.reduce(0) { $0 + total[$1] }))
    case .logitDifference, .loss, .divergence:
      return mean(metric, group, state)
    }
  }

  private func mean(_ metric: Metric, _ group: DigitGroup, _ state: Int) -> Estimate {
    guard let bootstrap, let index = means.firstIndex(of: metric) else {
      preconditionFailure("\(metric) was not asked for")
    }
    let sums = groups.map { part in
      group.series.reduce(0) { $0 + part.sums[(index * states + state) * DigitSeries.count + $1] }
    }
    let counts = groups.map { part in group.series.reduce(0) { $0 + part.counts[index * DigitSeries.count + $1] } }
    return bootstrap.mean(sums: sums, counts: counts)
  }
}
