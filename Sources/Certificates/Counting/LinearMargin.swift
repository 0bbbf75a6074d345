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
    let isLower = side == .lower
    @inline(__always) func end(_ interval: Interval) -> Double { isLower ? interval.lower : interval.upper }
    @inline(__always) func add(_ a: Double, _ b: Double) -> Double { isLower ? Interval.down(a + b) : Interval.up(a + b) }
    let middles = table.coordinates.indices.map { Interval(box[$0].middle) }
    let slopes = slopes.map { Interval($0) }
    // Entry by entry, digits first and then delimiters.
    let (digits, all) = (10 * table.slots, 10 * table.slots + (table.heads.first?.fixed.count ?? 0))
    var (terms, constant) = ([Double](repeating: 0, count: digits), scales == nil ? 0 : own)
    for entry in 0..<all {
      var sum = scales == nil ? Interval(own) : .zero
      for (r, coordinate) in table.coordinates.enumerated() {
        let value = entry < digits ? coordinate.values[entry] : coordinate.fixed[entry - digits]
        var term = slopes[r] * (value - middles[r])
        if let scales { term = table.heads[coordinate.head].weight(entry, digits) * Interval(scales[coordinate.head]) * term }
        sum += term
      }
      if scales == nil { sum = (table.coordinates.first.map { table.heads[$0.head].weight(entry, digits) } ?? .one) * sum }
      if entry < digits { terms[entry] = end(sum) } else { constant = add(constant, end(sum)) }
    }
    return (terms, constant)
  }
}

extension KeyTable.Head {
  /// The weight of an entry, the delimiters' behind those of digits.
  fileprivate func weight(_ entry: Int, _ digits: Int) -> Interval { entry < digits ? weights[entry] : fixed[entry - digits] }
}
