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
  private let joint: JointMixture?
  /// `[answer][competitor][feature]`: the differences of rows of the last map; behind them those of biases.
  private let differences: [[[Interval]]]
  /// Of the last box, by token: the margin at its middle and its bounds; and its slopes, one behind the other. Plain arrays that
  /// stay: making any of a generic type costs more than the arithmetic.
  private var exact: [(atMiddle: Interval, least: Double, greatest: Double)]
  private var slopes: [Interval]

  /// - Precondition: the table has `N` coordinates; or none, and N is 1.
  init(_ model: OneLayerModel, _ table: KeyTable) {
    self.model = model
    (position, token) = (model.roles.query(table.place), table.token)
    let local = model.local[position][token] ?? StepMachine<Interval>(model.program)
    (boxed, atPoint) = (StepMachine(local), local)
    rounding = LogitRounding(model, table, local)
    joint = table.joint
    columns =
      table.joint != nil
      ? []
      : (0..<model.entry.width).map { f in
        (0..<N).map { table.coordinates.indices.contains($0) ? table.coordinates[$0].column[f] : .zero }
      }
    let (matrix, values) = (model.unembedding, model.values)
    let rows = (0..<matrix.outputs).map { o -> [Interval] in
      let bias = model.unembeddingBias.map { values[$0 + o] } ?? .zero
      return (0..<matrix.inputs).map { values[matrix.place(row: o, column: $0)] } + [bias]
    }
    exact = Array(repeating: (.zero, 0, 0), count: rows.count)
    slopes = Array(repeating: .zero, count: rows.count * N)
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

  /// Bounds the margin of an answer's logit over that of every other token.
  mutating func margin(_ answer: Int, over box: InlineArray<N, Interval>) -> Margin {
    findExactMargins(answer, over: box)
    var margin = Margin(
      least: .infinity, greatest: .infinity, atMiddle: .infinity, competitor: 0, widest: 0, slopes: InlineArray(repeating: .zero))
    for token in exact.indices where token != answer {
      margin.atMiddle = min(margin.atMiddle, exact[token].atMiddle.upper)
      margin.greatest = min(margin.greatest, exact[token].greatest)
      if exact[token].least < margin.least { (margin.least, margin.competitor) = (exact[token].least, token) }
    }
    var greatestSpread = -1.0
    for r in 0..<N {
      margin.slopes[r] = slopes[margin.competitor * N + r]
      let spread = margin.slopes[r].magnitude * (box[r].upper - box[r].lower)
      if spread > greatestSpread { (greatestSpread, margin.widest) = (spread, r) }
    }
    // Rounding matters only where the exact margin says something.
    if margin.least > 0 || margin.greatest < 0, let errors = errors(over: box) {
      (margin.least, margin.greatest) = (.infinity, .infinity)
      for token in exact.indices where token != answer {
        let error = Interval.up(errors[answer] + errors[token])
        margin.rounding = max(margin.rounding, error)
        margin.least = min(margin.least, Interval.down(exact[token].least - error))
        margin.greatest = min(margin.greatest, Interval.up(exact[token].greatest + error))
      }
    }
    return margin
  }

  private mutating func findExactMargins(_ answer: Int, over box: InlineArray<N, Interval>) {
    run(box)
    var middle = InlineArray<N, Interval>(repeating: .zero)
    for r in 0..<N { middle[r] = Interval(box[r].middle) }
    run(at: middle)
    let (y, point) = (boxed[model.last], atPoint[model.last])
    let (first, firstPoint, features) = (y.startIndex, point.startIndex, y.count)
    for token in exact.indices where token != answer {
      let weights = differences[answer][token]
      var value = weights[features]
      var whole = value
      for r in 0..<N { slopes[token * N + r] = .zero }
      for k in 0..<features where !weights[k].isZero {
        value += point[firstPoint + k] * weights[k]
        whole += y[first + k].value * weights[k]
        for r in 0..<N { slopes[token * N + r] += y[first + k].slopes[r] * weights[k] }
      }
      let atMiddle = value
      for r in 0..<N { value += slopes[token * N + r] * (box[r] - middle[r]) }
      exact[token] = (atMiddle, max(value.lower, whole.lower), min(value.upper, whole.upper))
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
    if let joint {
      return joint.terms.map { terms in
        terms.reduce(.zero) { sum, term in
          sum + combination(box, joint.inverse[term.numerator]) * combination(box, joint.inverse[term.denominator]).reciprocal
            + Interval(term.middle)
        }
      }
    }
    return columns.map { combination(box, $0) }
  }

  @inline(__always)
  private func combination(_ box: InlineArray<N, Interval>, _ factors: [Interval]) -> Interval {
    var number = Interval.zero
    for r in 0..<N where !factors[r].isZero { number += box[r] * factors[r] }
    return number
  }

  @inline(__always)
  private func slopedCombination(_ box: InlineArray<N, Interval>, _ factors: [Interval]) -> SlopedInterval<N> {
    var number = SlopedInterval<N>(constant: .zero)
    for r in 0..<N where !factors[r].isZero {
      number.value += box[r] * factors[r]
      number.slopes[r] = factors[r]
    }
    return number
  }

  private mutating func run(_ box: InlineArray<N, Interval>) {
    if let joint {
      for (f, terms) in joint.terms.enumerated() {
        var number = SlopedInterval<N>(constant: .zero)
        for term in terms {
          let share = slopedCombination(box, joint.inverse[term.denominator]).reciprocal
          number = number + slopedCombination(box, joint.inverse[term.numerator]) * share + Interval(term.middle)
        }
        boxed.set(number, at: f, of: model.entry)
      }
    } else {
      for f in columns.indices { boxed.set(slopedCombination(box, columns[f]), at: f, of: model.entry) }
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

  /// Bounds the margin over a box from below, dividing it where the bound is not good enough. The half where the margin seems less
  /// comes first: what fails, fails soon.
  ///
  /// - Parameters:
  ///   - target: a bound above this need not be improved.
  ///   - limit: how many pieces are looked at. Those that are left unbounded then make the result not positive.
  mutating func prove(_ answer: Int, over box: InlineArray<N, Interval>, target: Double, limit: Int) -> Proof {
    var proof = Proof(least: .infinity, reached: .infinity)
    var tree = SplitTree()
    var open = [(piece: box, node: 0)]
    while let (piece, node) = open.popLast() {
      proof.pieces += 1
      let margin = margin(answer, over: piece)
      proof.reached = min(proof.reached, margin.atMiddle)
      let exact = margin.least + margin.rounding
      if margin.least > 0, exact >= target || exact >= 0.9 * proof.reached {
        proof.accept(margin)
        continue
      }
      let side = piece[margin.widest]
      let isDivisible = side.lower < side.middle && side.middle < side.upper
      guard margin.atMiddle > 0, proof.pieces < limit, isDivisible else {
        // What is positive is proved, however loosely.
        proof.accept(margin)
        if margin.least <= 0 { return proof }
        continue
      }
      let (low, high) = Self.halves(piece, along: margin.widest)
      let (lowNode, highNode) = tree.split(node, along: margin.widest)
      let rises = margin.slopes[margin.widest].middle > 0
      open += rises ? [(high, highNode), (low, lowNode)] : [(low, lowNode), (high, highNode)]
    }
    proof.splits = tree.preorder(leaf: Proof.leaf)
    return proof
  }
}

/// How a box was divided.
private struct SplitTree {
  /// The coordinate of each node and its first child, the low half; the high half comes next. No child: a leaf.
  private var nodes: [(coordinate: UInt8, child: Int)] = [(0, 0)]

  mutating func split(_ node: Int, along coordinate: Int) -> (low: Int, high: Int) {
    nodes[node] = (UInt8(coordinate), nodes.count)
    nodes += [(0, 0), (0, 0)]
    return (nodes.count - 2, nodes.count - 1)
  }

  func preorder(leaf: UInt8) -> [UInt8] {
    var (order, open): ([UInt8], [Int]) = ([], [0])
    while let node = open.popLast() {
      let (coordinate, child) = nodes[node]
      order.append(child == 0 ? leaf : coordinate)
      if child > 0 { open += [child + 1, child] }
    }
    return order
  }
}
