/// The search for the smallest circuit, on problems of its own.
///
/// Where parts are few, every set of them is tried, the small ones first: what is found is the smallest there is. Where they are
/// many, parts are taken out one by one, or a sixteenth of those left at a time, always those that are missed least, until nothing
/// is left; this ranks them. The smallest circuit of the best-ranked parts that does what is asked for is then freed of every part
/// that it can do without, and every part outside is tried in place of two of its own. Ties go to the parts that come first.
struct CircuitSearch {
  /// Up to so many parts, all sets are tried: 4,096.
  static let mostForAllSets = 12
  /// Problems after which most sets can be told to be too small.
  private static let screened = 110
  /// Circuits that exchanges may cost.
  private static let mostExchanges = 2048

  /// What was found.
  struct Result {
    let kept: [Bool]
    let method: CircuitMethod
    /// All parts, those that are missed most first.
    let ranking: [Int]
  }

  var measurer: CircuitMeasurer
  let criterion: CircuitCriterion
  /// The parts, those that are missed most first.
  private var ranking: [Int] = []

  init(_ finder: CircuitMeasurer, _ plan: CircuitStudy.Plan) throws(AnalysisError) {
    measurer = finder
    criterion = try CircuitCriterion(
      plan.metric, threshold: plan.threshold, whole: try measurer.measure(finder.whole),
      ablated: try measurer.measure(finder.nothing))
  }

  /// The circuit; nil if not even all parts do what is asked for.
  mutating func smallest() throws(AnalysisError) -> Result? {
    guard criterion.isMet(by: try measurer.measure(measurer.whole)) else { return nil }
    try rank()
    let isFew = measurer.parts.count <= Self.mostForAllSets
    guard let kept = try isFew ? smallestOfAll() : pruned() else { return nil }
    return Result(kept: kept, method: isFew ? .exhaustive : .pruning, ranking: ranking)
  }

  // MARK: All sets

  /// Sets that cannot reach the threshold any more after some of the problems are not measured on the others.
  private mutating func smallestOfAll() throws(AnalysisError) -> [Bool]? {
    let count = measurer.parts.count
    var screen = criterion.metric.isShare ? measurer.first(Self.screened) : nil
    for size in 0...count {
      var sets = (0..<(1 << count)).filter { $0.nonzeroBitCount == size }.map { set in (0..<count).map { set >> $0 & 1 == 1 } }
      if let first = try screen?.measure(sets) {
        sets = zip(sets, first).filter { criterion.canBeMet(by: $1, afterAll: measurer.test.count) }.map(\.0)
      }
      if let best = try best(of: sets) { return best }
    }
    return nil
  }

  /// The best circuit that does what is asked for; the first of equals.
  private mutating func best(of circuits: [[Bool]]) throws(AnalysisError) -> [Bool]? {
    var best: (kept: [Bool], measurement: Measurement)?
    for (kept, measurement) in zip(circuits, try measurer.measure(circuits)) where criterion.isMet(by: measurement) {
      if let best, !criterion.isBetter(measurement, than: best.measurement) { continue }
      best = (kept, measurement)
    }
    return best?.kept
  }

  // MARK: Pruning

  private mutating func rank() throws(AnalysisError) {
    var (kept, removed) = (measurer.whole, [Int]())
    while removed.count < kept.count {
      let left = kept.indices.filter { kept[$0] }
      let circuits = left.map { Self.without($0, kept) }
      let results = left.count > 1 ? try measurer.measure(circuits) : []
      // Of equals, the later ones go first.
      let order =
        left.count == 1
        ? [0]
        : left.indices.sorted { a, b in
          if criterion.isBetter(results[a], than: results[b]) { return true }
          return criterion.isBetter(results[b], than: results[a]) ? false : a > b
        }
      for index in order.prefix(max(1, left.count / 16)) {
        kept[left[index]] = false
        removed.append(left[index])
      }
    }
    ranking = removed.reversed()
  }

  /// The circuit of the best-ranked parts.
  private func nested(_ size: Int) -> [Bool] { measurer.nested(ranking, size) }

  private mutating func pruned() throws(AnalysisError) -> [Bool]? {
    var size = 0
    while size < ranking.count, !criterion.isMet(by: try measurer.measure(nested(size))) { size += 1 }
    var kept = try reduced(nested(size))
    while let smaller = try exchanged(kept) { kept = try reduced(smaller) }
    return kept
  }

  /// Takes out parts, always the one that is missed least, until none can be spared.
  private mutating func reduced(_ circuit: [Bool]) throws(AnalysisError) -> [Bool] {
    var kept = circuit
    while let smaller = try best(of: kept.indices.filter { kept[$0] }.map { Self.without($0, kept) }) { kept = smaller }
    return kept
  }

  /// A circuit with one part more and two less; nil if none does what is asked for, or there are too many to try.
  private mutating func exchanged(_ kept: [Bool]) throws(AnalysisError) -> [Bool]? {
    let (inside, outside) = (kept.indices.filter { kept[$0] }, kept.indices.filter { !kept[$0] })
    let pairs = inside.enumerated().flatMap { index, a in inside.dropFirst(index + 1).map { (a, $0) } }
    guard pairs.count * outside.count <= Self.mostExchanges else { return nil }
    return try best(
      of: outside.flatMap { added in
        pairs.map { a, b in
          var circuit = Self.without(a, Self.without(b, kept))
          circuit[added] = true
          return circuit
        }
      })
  }

  static func without(_ part: Int, _ kept: [Bool]) -> [Bool] {
    var less = kept
    less[part] = false
    return less
  }
}
