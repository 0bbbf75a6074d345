/// Where in a box answers turn from wrong to right, along one direction: below one threshold all is wrong, above another all is
/// right.
struct WrongSlab: Sendable {
  /// The direction in which the margin grows.
  let direction: [Double]
  /// What is below this, along the direction, is wrong.
  var wrongBelow: Double
  /// What is above this is right.
  var rightAbove: Double
}

extension Tail {
  private enum Answer { case right, wrong, unknown }

  /// A piece of a box, and how far it goes along a direction.
  private struct Piece {
    let box: InlineArray<N, Interval>
    let answer: Answer
    let widest: Int
    let along: Interval
  }

  /// Finds the thresholds by dividing the pieces that decide them.
  ///
  /// - Parameter limit: pieces that are looked at, for each of the two.
  mutating func slab(_ answer: Int, over box: InlineArray<N, Interval>, limit: Int) -> WrongSlab {
    let direction = growth(answer, over: box)
    var pieces = [piece(answer, box, direction)]
    for _ in 0..<limit {
      // The farthest piece that is not right.
      let open = pieces.indices.filter { pieces[$0].answer != .right }
      guard let farthest = open.max(by: { pieces[$0].along.upper < pieces[$1].along.upper }),
        divide(&pieces, farthest, answer, direction)
      else { break }
    }
    let open = pieces.filter { $0.answer != .right }
    let rightAbove = open.map(\.along.upper).max() ?? -.infinity
    for _ in 0..<limit {
      // The nearest piece that is not wrong.
      let open = pieces.indices.filter { pieces[$0].answer != .wrong }
      guard let nearest = open.min(by: { pieces[$0].along.lower < pieces[$1].along.lower }),
        divide(&pieces, nearest, answer, direction)
      else { break }
    }
    let wrongBelow = pieces.filter { $0.answer != .wrong }.map(\.along.lower).min() ?? .infinity
    return WrongSlab(direction: direction, wrongBelow: wrongBelow, rightAbove: rightAbove)
  }

  /// The direction in which the smallest margin grows, where it is smallest: a choice, and nothing rests on it.
  private mutating func growth(_ answer: Int, over box: InlineArray<N, Interval>) -> [Double] {
    var piece = box
    var found = margin(answer, over: piece)
    for _ in 0..<(6 * N) {
      let side = piece[found.widest]
      guard side.lower < side.middle, side.middle < side.upper else { break }
      let (low, high) = Self.halves(piece, along: found.widest)
      piece = found.slopes[found.widest].middle > 0 ? low : high
      found = margin(answer, over: piece)
    }
    return (0..<N).map { found.slopes[$0].middle }
  }

  private mutating func piece(_ answer: Int, _ box: InlineArray<N, Interval>, _ direction: [Double]) -> Piece {
    let margin = margin(answer, over: box)
    var along = Interval.zero
    for r in 0..<N { along += Interval(direction[r]) * box[r] }
    return Piece(
      box: box, answer: margin.least > 0 ? .right : margin.greatest < 0 ? .wrong : .unknown, widest: margin.widest, along: along)
  }

  /// Divides a piece whose answer is unknown; false where that is not possible, or not needed.
  private mutating func divide(_ pieces: inout [Piece], _ index: Int, _ answer: Int, _ direction: [Double]) -> Bool {
    let own = pieces[index]
    let side = own.box[own.widest]
    guard own.answer == .unknown, side.lower < side.middle, side.middle < side.upper else { return false }
    let (low, high) = Self.halves(own.box, along: own.widest)
    pieces[index] = piece(answer, low, direction)
    pieces.append(piece(answer, high, direction))
    return true
  }
}

extension WrongSlab {
  /// How many inputs of a region are wrong, at least and at most.
  ///
  /// With one head `s = N / D`, and since D is positive the sign of `g s - t` is that of `sum of u (g v - t)`. With several, each with
  /// a denominator of its own, `s - m = A / D` is `A / E`, E a denominator in the middle, up to `|s - m| |1 - D / E|`.
  ///
  /// - Parameters:
  ///   - box: of the coordinates, as executed.
  ///   - denominators: of each head, over the region.
  func count(_ table: KeyTable, _ box: [Interval], denominators: [Interval], over region: Region) -> WrongCount {
    let sums = DirectedSums(table, box, direction: direction, denominators: denominators)
    var count = WrongCount(least: 0, most: 0)
    if wrongBelow > -.infinity {
      let (terms, constant) = sums.terms(beyond: wrongBelow, .upper)
      count.least = terms.withUnsafeBufferPointer { SumHistogram.least($0, constant: constant, table.program, over: region) }
    }
    if rightAbove > -.infinity {
      let (terms, constant) = sums.terms(beyond: rightAbove, .lower)
      count.most = terms.withUnsafeBufferPointer { SumHistogram.most($0, constant: constant, table.program, over: region) }
    }
    count.most = max(count.most, count.least)
    return count
  }
}

/// `g s - t`, or what has its sign, as a sum over digits.
private struct DirectedSums {
  enum Side { case lower, upper }

  private let table: KeyTable
  private let direction: [Interval]
  private let middles: [Interval]
  /// The reciprocals of middle denominators, by head; nil where one head's denominator is multiplied out.
  private let scales: [Interval]?
  /// By how much the sum, and what is executed, may be off.
  private let remainder: Double

  init(_ table: KeyTable, _ box: [Interval], direction: [Double], denominators: [Interval]) {
    self.table = table
    self.direction = table.coordinates.indices.map { Interval(direction[$0]) }
    middles = box.map { Interval($0.middle) }
    let scales = Set(table.coordinates.map(\.head)).count <= 1 ? nil : denominators.map { Interval(1 / $0.middle) }
    var remainder = 0.0
    for (r, coordinate) in table.coordinates.enumerated() {
      let slope = direction[r].magnitude
      remainder = Interval.up(remainder + Interval.up(slope * coordinate.slack))
      guard let scales else { continue }
      let deviation = (Interval.one - denominators[coordinate.head] * scales[coordinate.head]).magnitude
      let half = (box[r] - Interval(box[r].middle)).magnitude
      remainder = Interval.up(remainder + Interval.up(Interval.up(slope * half) * deviation))
    }
    (self.scales, self.remainder) = (scales, remainder)
  }

  /// Bounds of the terms, by entry, and of what does not depend on digits.
  func terms(beyond threshold: Double, _ side: Side) -> (terms: [Double], constant: Double) {
    let isLower = side == .lower
    // `g m - t`, with the remainder on the side.
    var offset = Interval.zero - Interval(threshold)
    for (slope, middle) in zip(direction, middles) { offset += slope * middle }
    let own = isLower ? Interval.down(offset.lower - remainder) : Interval.up(offset.upper + remainder)
    let digits = 10 * table.slots
    var (terms, constant) = ([Double](repeating: 0, count: digits), scales == nil ? 0 : own)
    for entry in 0..<(digits + (table.heads.first?.fixed.count ?? 0)) {
      var sum = scales == nil ? Interval(own) : .zero
      for (r, coordinate) in table.coordinates.enumerated() {
        let value = entry < digits ? coordinate.values[entry] : coordinate.fixed[entry - digits]
        var term = direction[r] * (value - middles[r])
        if let scales { term = table.heads[coordinate.head].weight(entry, digits) * scales[coordinate.head] * term }
        sum += term
      }
      if scales == nil { sum = (table.coordinates.first.map { table.heads[$0.head].weight(entry, digits) } ?? .one) * sum }
      if entry < digits {
        terms[entry] = isLower ? sum.lower : sum.upper
      } else {
        constant = isLower ? Interval.down(constant + sum.lower) : Interval.up(constant + sum.upper)
      }
    }
    return (terms, constant)
  }
}

extension KeyTable.Head {
  /// The weight of an entry, the delimiters' behind those of digits.
  fileprivate func weight(_ entry: Int, _ digits: Int) -> Interval { entry < digits ? weights[entry] : fixed[entry - digits] }
}
