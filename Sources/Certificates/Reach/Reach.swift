/// How far the coordinates of a question go, over all inputs of a region.
///
/// `w N / D <= theta` for all inputs says that `sum of u (w v - theta) <= 0` for all, and that is additive. For any theta the
/// maximum F of the sum proves `w N / D <= theta + F / D`, with the greatest D where F is negative and the least where it is not.
/// Dinkelbach's iteration (1967) finds the theta where F is nearly 0: the next is what the maximizing operands reach.
struct Reach: Sendable {
  let table: KeyTable
  private let program: CarryProgram
  /// The last theta, by coordinate and sign: a cell's neighbors are alike.
  private var starts: [Double?]
  private var terms: [Double]
  /// Ends of weights and values as plain arrays, by coordinate and sign.
  private let sources: [Source]

  private struct Source: Sendable {
    /// Bounds of weights, by entry; the delimiters' behind them.
    var lower, upper: [Double]
    /// Upper bounds of the signed values, likewise.
    var values: [Double]
    let denominator: Interval
  }

  init(_ table: KeyTable) {
    self.table = table
    program = table.program
    starts = Array(repeating: nil, count: 2 * table.coordinates.count)
    terms = Array(repeating: 0, count: 10 * table.slots)
    sources = table.coordinates.flatMap { coordinate in
      let head = table.heads[coordinate.head]
      let weights = head.weights + head.fixed
      let values = coordinate.values + coordinate.fixed
      return [1, -1].map { sign in
        Source(
          lower: weights.map { max($0.lower, 0) }, upper: weights.map(\.upper),
          values: values.map { sign > 0 ? $0.upper : -$0.lower }, denominator: head.denominator)
      }
    }
  }

  /// An interval for every coordinate, as executed; nil if a region holds no inputs.
  mutating func box(_ region: Region) -> [Interval]? {
    guard let denominators = leastDenominators(region) else { return nil }
    var box: [Interval] = []
    for coordinate in table.coordinates.indices {
      guard let upper = bound(2 * coordinate, denominators, region),
        let lower = bound(2 * coordinate + 1, denominators, region)
      else { return nil }
      // Bounds that cross can only be rounding of a single point: both are right.
      let exact = -lower <= upper ? Interval(unchecked: -lower, upper) : Interval(unchecked: upper, -lower)
      box.append(table.coordinates[coordinate].executed(exact))
    }
    return box
  }

  /// Whether a box surely holds what every coordinate is over all inputs of a region.
  mutating func isWithin(_ box: [Interval], _ region: Region) -> Bool {
    table.coordinates.indices.allSatisfy { coordinate in
      // `w N / D <= theta` for all inputs; and where there are none.
      let slack = table.coordinates[coordinate].slack
      return [(2 * coordinate, box[coordinate].upper), (2 * coordinate + 1, -box[coordinate].lower)].allSatisfy { source, end in
        maximum(source, slack == 0 ? end : Interval.down(end - slack), region).map { $0.sum <= 0 } ?? true
      }
    }
  }

  /// Operands that take a coordinate to its end, up to rounding: upwards, or downwards.
  mutating func extreme(_ coordinate: Int, upwards: Bool, over region: Region) -> Operands? {
    let source = 2 * coordinate + (upwards ? 0 : 1)
    guard let denominators = leastDenominators(region), bound(source, denominators, region) != nil else { return nil }
    return maximum(source, starts[source] ?? 0, region)?.operands
  }

  /// Operands that go far in a direction of all coordinates together. Heads have denominators of their own: the sum of quotients is
  /// taken linearly about the last operands found. A search; nothing rests on it.
  mutating func extreme(along direction: [Double], over region: Region) -> Operands? {
    var thetas = table.coordinates.indices.map { middle(2 * $0) }
    var totals = table.heads.map(\.denominator.middle)
    var found: Operands?
    for _ in 0..<3 {
      for entry in terms.indices { terms[entry] = 0 }
      for (r, coordinate) in table.coordinates.enumerated() {
        let (weights, factor) = (table.heads[coordinate.head].weights, direction[r] / totals[coordinate.head])
        for entry in terms.indices {
          terms[entry] += factor * weights[entry].middle * (coordinate.values[entry].middle - thetas[r])
        }
      }
      guard let operands = terms.withUnsafeBufferPointer({ program.maximum($0, over: region) })?.operands else { return nil }
      if operands == found { break }
      found = operands
      let entries = operands.entries(of: table)
      totals = table.heads.map { head in
        entries.reduce(0) { $0 + head.weights[$1].middle } + head.fixed.reduce(0) { $0 + $1.middle }
      }
      thetas = point(operands).map(\.middle)
    }
    return found
  }

  /// An upper bound of a signed coordinate.
  private mutating func bound(_ source: Int, _ denominators: [Double], _ region: Region) -> Double? {
    var theta = starts[source] ?? middle(source)
    var best = Double.infinity
    for _ in 0..<30 {
      guard let (sum, operands) = maximum(source, theta, region) else { return nil }
      // If 0 is all that bounds D from below, nothing is known of the quotient.
      let d = sum > 0 ? denominators[table.coordinates[source / 2].head] : sources[source].denominator.upper
      let bound = d > 0 ? Interval.up(theta + Interval.up(sum / d)) : .infinity
      best = min(best, bound)
      let next = quotient(source, operands)
      guard next.isFinite, (next - theta).magnitude > 1e-13 * max(theta.magnitude, 1e-3) else { break }
      theta = next
    }
    starts[source] = theta
    // A little beyond, the maximum is surely not above 0: that says more than a quotient by a denominator that may be tiny, and whoever
    // checks the bound needs one maximum for it.
    for share in [1e-13, 1e-12, 1e-11, 1e-9, 1e-7, 1e-5, 1e-3] {
      let beyond = theta + share * max(theta.magnitude, 1e-3)
      if let (sum, _) = maximum(source, beyond, region), sum <= 0 { return beyond }
    }
    return best
  }

  /// For each head where its sum of weights is over a region; nil if it holds no inputs.
  mutating func denominators(_ region: Region) -> [Interval]? {
    guard let least = leastDenominators(region) else { return nil }
    var denominators: [Interval] = []
    for (head, least) in zip(table.heads, least) {
      for entry in terms.indices { terms[entry] = head.weights[entry].upper }
      let found = terms.withUnsafeBufferPointer { program.maximum($0, over: region)?.sum }
      guard var most = found else { return nil }
      for weight in head.fixed { most = Interval.up(most + weight.upper) }
      denominators.append(Interval(min(least, most), max(least, most)))
    }
    return denominators
  }

  /// For each head a lower bound of the sum of weights over a region; nil if it holds no inputs.
  private mutating func leastDenominators(_ region: Region) -> [Double]? {
    var least: [Double] = []
    for head in table.heads {
      for entry in terms.indices { terms[entry] = -max(head.weights[entry].lower, 0) }
      let found = terms.withUnsafeBufferPointer { program.maximum($0, over: region)?.sum }
      guard var sum = found else { return nil }
      for weight in head.fixed { sum = Interval.up(sum - max(weight.lower, 0)) }
      least.append(max(-sum, head.denominator.lower))
    }
    return least
  }

  /// The greatest `sum of u (v - theta)`, rounded up.
  private mutating func maximum(_ source: Int, _ theta: Double, _ region: Region) -> (sum: Double, operands: Operands)? {
    let count = terms.count
    return sources.withUnsafeBufferPointer { sources in
      let source = sources[source]
      var fixed = 0.0
      return terms.withUnsafeMutableBufferPointer { terms in
        for entry in source.values.indices {
          // Rounded up: the weight is at least 0, so the product is greatest at the end that the factor's sign says.
          let factor = Interval.up(source.values[entry] - theta)
          let term = Interval.up(factor * (factor > 0 ? source.upper[entry] : source.lower[entry]))
          if entry < count { terms[entry] = term } else { fixed = Interval.up(fixed + term) }
        }
        guard let found = program.maximum(UnsafeBufferPointer(terms), over: region) else { return nil }
        return (Interval.up(found.sum + fixed), found.operands)
      }
    }
  }

  /// What operands reach, in plain float64.
  private func quotient(_ source: Int, _ operands: Operands) -> Double {
    let source = sources[source]
    var (n, d) = (0.0, 0.0)
    func add(_ entry: Int) {
      n += source.upper[entry] * source.values[entry]
      d += source.upper[entry]
    }
    for entry in operands.entries(of: table) { add(entry) }
    for entry in (10 * table.slots)..<source.values.count { add(entry) }
    return n / d
  }

  private func middle(_ source: Int) -> Double {
    let source = sources[source]
    let (n, d) = zip(source.upper, source.values).reduce((0.0, 0.0)) { ($0.0 + $1.0 * $1.1, $0.1 + $1.0) }
    return d > 0 ? n / d : 0
  }

  /// Where certain operands take every coordinate, as executed.
  func point(_ operands: Operands) -> [Interval] {
    let entries = operands.entries(of: table)
    return table.coordinates.map { coordinate in
      let head = table.heads[coordinate.head]
      var (n, d) = (Interval.zero, Interval.zero)
      for entry in entries {
        n += head.weights[entry] * coordinate.values[entry]
        d += head.weights[entry]
      }
      for (u, v) in zip(head.fixed, coordinate.fixed) {
        n += u * v
        d += u
      }
      return coordinate.executed(n / d)
    }
  }
}

extension KeyTable.Coordinate {
  /// Where the executed coordinate is, given the exact one.
  fileprivate func executed(_ exact: Interval) -> Interval {
    // A millionth more: whoever checks the box takes the slack off again, and rounds.
    let more = Interval.up(slack * 1.000_001)
    return slack > 0 ? exact + Interval(unchecked: -more, more) : exact
  }
}
