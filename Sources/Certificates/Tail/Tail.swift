import Transformer

/// What a model makes of attention's result: from a box of coordinates to the margin by which the right digit's logit is ahead.
struct Tail<let N: Int>: Sendable {
  private let model: OneLayerModel
  private let position, token: Int
  private var boxed: StepMachine<SlopedInterval<N>>
  private var atPoint: StepMachine<Interval>
  /// Nil in real arithmetic.
  private var rounding: LogitRounding?
  /// How much each feature of the entry grows with each coordinate, `[feature][coordinate]`.
  private let columns: [[Interval]]
  /// `[answer][competitor][feature]`: the differences of rows of the last map; behind them those of biases.
  private let differences: [[[Interval]]]

  /// - Precondition: the table has `N` coordinates; or none, and N is 1.
  init(_ model: OneLayerModel, _ table: KeyTable) {
    self.model = model
    (position, token) = (model.roles.query(table.place), table.token)
    let local = model.local[position][token] ?? StepMachine<Interval>(model.program)
    (boxed, atPoint) = (StepMachine(local), local)
    rounding = LogitRounding(model, table, local)
    columns = (0..<model.entry.width).map { f in
      (0..<N).map { table.coordinates.indices.contains($0) ? table.coordinates[$0].column[f] : .zero }
    }
    let (matrix, values) = (model.unembedding, model.values)
    let rows = (0..<matrix.outputs).map { o -> [Interval] in
      let bias = model.unembeddingBias.map { values[$0 + o] } ?? .zero
      return (0..<matrix.inputs).map { values[matrix.place(row: o, column: $0)] } + [bias]
    }
    differences = (0..<10).map { answer in
      rows.map { row in zip(rows[answer], row).map { $0 == $1 && $0.lower == $0.upper ? .zero : $0 - $1 } }
    }
  }

  /// What is known of the margins over a box.
  struct Margin {
    /// No more than any competitor's margin, anywhere in the box.
    var least: Double
    /// No less than the smallest margin, anywhere in the box: below zero, everything in it is wrong.
    var greatest: Double
    /// No less than the smallest margin at some point of the box: its middle.
    var atMiddle: Double
    /// The competitor of `least`.
    var competitor: Int
    /// Along which coordinate the box contributes most to the uncertainty.
    var widest: Int
    /// The slopes of that competitor's margin.
    var slopes: InlineArray<N, Interval>
    /// What rounding takes off the exact margin, at most; 0 in real arithmetic.
    var rounding = 0.0
  }

  /// What is known, over a box, of the exact margin over one other token.
  struct Competitor: Sendable {
    let token: Int
    /// At the middle of the box.
    var atMiddle: Interval
    var slopes: InlineArray<N, Interval>
    var least, greatest: Double
  }

  /// Bounds the margin of an answer's logit over that of every other token.
  mutating func margin(_ answer: Int, over box: InlineArray<N, Interval>) -> Margin {
    let competitors = exactMargins(answer, over: box)
    var margin = Margin(
      least: .infinity, greatest: .infinity, atMiddle: .infinity, competitor: 0, widest: 0, slopes: InlineArray(repeating: .zero))
    for competitor in competitors {
      margin.atMiddle = min(margin.atMiddle, competitor.atMiddle.upper)
      margin.greatest = min(margin.greatest, competitor.greatest)
      if competitor.least < margin.least {
        (margin.least, margin.competitor, margin.slopes) = (competitor.least, competitor.token, competitor.slopes)
      }
    }
    func spread(_ r: Int) -> Double { margin.slopes[r].magnitude * (box[r].upper - box[r].lower) }
    for r in 1..<max(N, 1) where spread(r) > spread(margin.widest) { margin.widest = r }
    // Rounding matters only where the exact margin says something.
    if margin.least > 0 || margin.greatest < 0, let errors = errors(over: box) {
      (margin.least, margin.greatest) = (.infinity, .infinity)
      for competitor in competitors {
        let error = Interval.up(errors[answer] + errors[competitor.token])
        margin.rounding = max(margin.rounding, error)
        margin.least = min(margin.least, Interval.down(competitor.least - error))
        margin.greatest = min(margin.greatest, Interval.up(competitor.greatest + error))
      }
    }
    return margin
  }

  /// The exact margins over every other token, and what rounding does to each logit at most; nil in real arithmetic.
  mutating func competitors(
    of answer: Int, over box: InlineArray<N, Interval>
  ) -> (competitors: [Competitor], errors: [Double]?) {
    (exactMargins(answer, over: box), errors(over: box))
  }

  private mutating func exactMargins(_ answer: Int, over box: InlineArray<N, Interval>) -> [Competitor] {
    run(box)
    var middle = InlineArray<N, Interval>(repeating: .zero)
    for r in 0..<N { middle[r] = Interval(box[r].middle) }
    run(at: middle)
    let (y, point) = (boxed[model.last], atPoint[model.last])
    return differences[answer].indices.compactMap { competitor in
      if competitor == answer { return nil }
      let weights = differences[answer][competitor]
      var value = weights[weights.count - 1]
      var whole = value
      var slopes = InlineArray<N, Interval>(repeating: .zero)
      for (k, (sloped, exact)) in zip(y, point).enumerated() {
        value += exact * weights[k]
        whole += sloped.value * weights[k]
        for r in 0..<N { slopes[r] += sloped.slopes[r] * weights[k] }
      }
      let atMiddle = value
      for r in 0..<N { value += slopes[r] * (box[r] - middle[r]) }
      return Competitor(
        token: competitor, atMiddle: atMiddle, slopes: slopes, least: max(value.lower, whole.lower),
        greatest: min(value.upper, whole.upper))
    }
  }

  /// What rounding does to each logit, at most; nil in real arithmetic.
  private mutating func errors(over box: InlineArray<N, Interval>) -> [Double]? {
    if rounding == nil { return nil }
    let entry = entry(box)
    return rounding?.errors(entry)
  }

  /// Where the entry's features are.
  private func entry(_ box: InlineArray<N, Interval>) -> [Interval] {
    columns.map { column in
      var number = Interval.zero
      for r in 0..<N where !column[r].isZero { number += box[r] * column[r] }
      return number
    }
  }

  private mutating func run(_ box: InlineArray<N, Interval>) {
    for f in columns.indices {
      var number = SlopedInterval<N>(constant: .zero)
      for r in 0..<N where !columns[f][r].isZero {
        number.value += box[r] * columns[f][r]
        number.slopes[r] = columns[f][r]
      }
      boxed.set(number, at: f, of: model.entry)
    }
    boxed.run(model.tailSteps, model.values, position: position, token: token)
  }

  /// An upper bound of the smallest margin over any competitor, for coordinates that are somewhere in narrow intervals.
  mutating func greatestMargin(_ answer: Int, at point: InlineArray<N, Interval>) -> Double {
    run(at: point)
    let y = atPoint[model.last]
    let errors = errors(over: point)
    return differences[answer].indices.reduce(Double.infinity) { least, competitor in
      guard competitor != answer else { return least }
      let weights = differences[answer][competitor]
      let value = zip(y, weights).reduce(weights[weights.count - 1]) { $0 + $1.0 * $1.1 }
      let error = errors.map { Interval.up($0[answer] + $0[competitor]) } ?? 0
      return min(least, Interval.up(value.upper + error))
    }
  }

  private mutating func run(at point: InlineArray<N, Interval>) {
    for (f, number) in entry(point).enumerated() { atPoint.set(number, at: f, of: model.entry) }
    atPoint.run(model.tailSteps, model.values, position: position, token: token)
  }
}

extension Tail {
  /// What a search over a box came to.
  struct Proof {
    /// A lower bound of the margin over all of the box; not positive where none was found.
    var least: Double
    /// No less than the smallest margin in the box.
    var reached: Double
    var pieces = 0
    /// What rounding takes off an exact margin in the box, at most.
    var rounding = 0.0
    /// How the box was divided: a binary tree in preorder, a coordinate for a cut, `leaf` for a piece that was bounded.
    var splits: [UInt8] = []

    static var leaf: UInt8 { 255 }

    fileprivate mutating func accept(_ margin: Margin) {
      least = min(least, margin.least)
      rounding = max(rounding, margin.rounding)
      splits.append(Self.leaf)
    }
  }

  /// A piece's halves.
  static func halves(_ piece: InlineArray<N, Interval>, along coordinate: Int) -> (
    low: InlineArray<N, Interval>, high: InlineArray<N, Interval>
  ) {
    let (side, cut) = (piece[coordinate], piece[coordinate].middle)
    var (low, high) = (piece, piece)
    low[coordinate] = Interval(unchecked: side.lower, cut)
    high[coordinate] = Interval(unchecked: cut, side.upper)
    return (low, high)
  }

  /// Bounds the margin over a box from below, dividing it where the bound is not good enough.
  ///
  /// - Parameters:
  ///   - target: a bound above this need not be improved.
  ///   - limit: how many pieces are looked at. Those that are left unbounded then make the result not positive.
  mutating func prove(_ answer: Int, over box: InlineArray<N, Interval>, target: Double, limit: Int) -> Proof {
    var proof = Proof(least: .infinity, reached: .infinity)
    var open = [box]
    while let piece = open.popLast() {
      proof.pieces += 1
      let margin = margin(answer, over: piece)
      proof.reached = min(proof.reached, margin.atMiddle)
      let exact = margin.least + margin.rounding
      if margin.least > 0, exact >= target || exact >= 0.9 * proof.reached {
        proof.accept(margin)
        continue
      }
      let side = piece[margin.widest]
      let cut = side.middle
      let isDivisible = side.lower < cut && cut < side.upper
      guard margin.atMiddle > 0, proof.pieces < limit, isDivisible else {
        // What is positive is proved, however loosely.
        proof.accept(margin)
        if margin.least <= 0 { return proof }
        continue
      }
      proof.splits.append(UInt8(margin.widest))
      let (low, high) = Self.halves(piece, along: margin.widest)
      open += [high, low]
    }
    return proof
  }
}
