/// Bounds of a margin that are linear in what attention hands on, and so sums over digits: what can be counted.
///
/// Over a box with the middle m, `margin(s) = margin(m) + g (s - m)` up to a remainder, g the slopes' middle. With one head
/// `s = N / D`, and since D is positive the sign of `c + g (s - m)` is that of `sum of u (c + g (v - m))`. With several, each with
/// a denominator of its own, `s - m = A / D` is `A / E`, E a denominator in the middle, up to `|s - m| |1 - D / E|`.
struct LinearMargin<let N: Int> {
  private let table: KeyTable
  private let box: InlineArray<N, Interval>
  private let competitor: Tail<N>.Competitor
  private let slopes: [Double]
  /// The remainder, rounding included.
  private let remainder: Double
  /// The reciprocals of middle denominators, by head; nil where one head's denominator is multiplied out.
  private let scales: [Double]?

  /// - Parameter denominators: of each head, over the region.
  init(_ competitor: Tail<N>.Competitor, rounding: Double, _ table: KeyTable, _ box: InlineArray<N, Interval>, denominators: [Interval]) {
    (self.table, self.box, self.competitor) = (table, box, competitor)
    slopes = table.coordinates.indices.map { competitor.slopes[$0].middle }
    var remainder = rounding
    let isShared = Set(table.coordinates.map(\.head)).count <= 1
    scales = isShared ? nil : denominators.map { 1 / $0.middle }
    for (r, coordinate) in table.coordinates.enumerated() {
      let half = Interval.up(0.5 * box[r].width * 1.000_001)
      let radius = (competitor.slopes[r] - Interval(slopes[r])).magnitude
      remainder = Interval.up(remainder + Interval.up(radius * half))
      remainder = Interval.up(remainder + Interval.up(slopes[r].magnitude * coordinate.slack))
      guard let scales else { continue }
      let deviation = (Interval.one - denominators[coordinate.head] * Interval(scales[coordinate.head])).magnitude
      remainder = Interval.up(remainder + Interval.up(Interval.up(slopes[r].magnitude * half) * deviation))
    }
    self.remainder = remainder
  }

  /// How many inputs of a region have this margin below zero, at least, and at most.
  func count(_ program: CarryProgram, over region: Region) -> WrongCount {
    let (low, high) = (bounds(.lower), bounds(.upper))
    return WrongCount(
      least: high.terms.withUnsafeBufferPointer { SumHistogram.least($0, constant: high.constant, program, over: region) },
      most: low.terms.withUnsafeBufferPointer { SumHistogram.most($0, constant: low.constant, program, over: region) })
  }

  private enum Side { case lower, upper }

  private func bounds(_ side: Side) -> (terms: [Double], constant: Double) {
    let own = side == .lower ? Interval.down(competitor.atMiddle.lower - remainder) : Interval.up(competitor.atMiddle.upper + remainder)
    let base = Interval(own)
    func end(_ interval: Interval) -> Double { side == .lower ? interval.lower : interval.upper }
    func sum(_ terms: [Double]) -> Double {
      terms.reduce(0) { side == .lower ? Interval.down($0 + $1) : Interval.up($0 + $1) }
    }
    func deviation(_ r: Int, _ value: Interval) -> Interval { Interval(slopes[r]) * (value - Interval(box[r].middle)) }
    guard let scales else {
      guard let head = table.coordinates.first?.head else { return ([Double](repeating: 0, count: 10 * table.slots), end(base)) }
      let weights = table.heads[head]
      func term(_ weight: Interval, _ value: (KeyTable.Coordinate) -> Interval) -> Double {
        end(weight * table.coordinates.indices.reduce(base) { $0 + deviation($1, value(table.coordinates[$1])) })
      }
      return (
        weights.weights.indices.map { entry in term(weights.weights[entry]) { $0.values[entry] } },
        sum(weights.fixed.indices.map { entry in term(weights.fixed[entry]) { $0.fixed[entry] } })
      )
    }
    func term(_ r: Int, _ weight: Interval, _ value: Interval) -> Interval {
      weight * Interval(scales[table.coordinates[r].head]) * deviation(r, value)
    }
    let terms = (0..<(10 * table.slots)).map { entry in
      end(
        table.coordinates.enumerated().reduce(Interval.zero) { sum, coordinate in
          sum + term(coordinate.offset, table.heads[coordinate.element.head].weights[entry], coordinate.element.values[entry])
        })
    }
    let fixed = table.coordinates.enumerated().flatMap { r, coordinate in
      zip(table.heads[coordinate.head].fixed, coordinate.fixed).map { end(term(r, $0, $1)) }
    }
    return (terms, sum([end(base)] + fixed))
  }
}
