import Lanes
import Transformer

/// A model's parameters and everything derived from them, as real numbers: what *real arithmetic* means for a model.
///
/// Parameters, learned and frozen, are the float32 numbers that they are. Numbers of the architecture (epsilons, bases, constant
/// tables) are the float64 numbers that they are. Everything computed from them (the points of an arc, turned or multiplied
/// matrices, the cosines of rotary positions) is the real result of its formula, enclosed; the float32 values that the engine
/// derives play no part.
struct EnclosedWeights: Sendable {
  /// In the order of the program's values: parameters, then derived values.
  let values: [Interval]

  /// - Precondition: the weights are finite.
  init(_ model: Model) {
    let program = model.program
    var values = model.weights.map { Interval(Double($0)) }
    values += [Interval](repeating: .zero, count: program.valueCount - values.count)
    for derivation in program.derivations { derivation.enclose(&values) }
    self.values = values
  }
}

extension Derivation {
  /// The same formulas as in `Transformer/Parameters`, over intervals.
  fileprivate func enclose(_ values: inout [Interval]) {
    switch self {
    case .arc(let arc): arc.enclose(&values)
    case .spiral(let spiral): spiral.enclose(&values)
    case .correction(let correction): correction.enclose(&values)
    case .gathered(let rows):
      for (r, source) in rows.sources.enumerated() {
        for c in 0..<rows.width { values[rows.into + r * rows.width + c] = source.map { values[$0 + c] } ?? .zero }
      }
    case .scaled(let scaled):
      let scale = values[scaled.factor]
      scaled.matrix.forEachEntry { _, _, place, n in values[scaled.into + n] = scale * values[place] }
    case .turned(let turned): turned.enclose(&values)
    case .product(let product): product.enclose(&values)
    case .frozen(let table): table.enclose(&values)
    }
  }
}

extension ArcTable {
  fileprivate func enclose(_ values: inout [Interval]) {
    for d in 0..<rows {
      let angle = values[start] + Interval(Double(d)) * values[stride]
      let row = into + width * d
      values[row] = values[cosineAmplitude] * angle.cosine
      values[row + 1] = values[sineAmplitude] * angle.sine
      for rest in 2..<max(width, 2) { values[row + rest] = .zero }
    }
  }
}

extension SpiralTable {
  fileprivate func enclose(_ values: inout [Interval]) {
    for i in 0..<Derivation.digits {
      let turn = Interval(2) * .pi * Interval(Double(i)) / Interval(Double(Derivation.digits))
      let angle = turn + values[phase]
      let row = into + i * width
      values[row] = values[amplitude] * angle.cosine
      values[row + 1] = values[amplitude] * angle.sine
      values[row + 2] = values[slope] * Interval(Double(i)) + values[offset]
      for rest in 3..<max(width, 3) { values[row + rest] = .zero }
    }
  }
}

extension PlaceCorrection {
  fileprivate func enclose(_ values: inout [Interval]) {
    for i in 0..<Derivation.digits {
      let correction =
        switch source {
        case .line(let slope, let intercept): values[intercept] + values[slope] * Interval(Double(i))
        case .each(let first): values[first + i]
        }
      for c in 0..<width { values[into + i * width + c] = (.one + correction) * values[table + i * width + c] }
    }
  }
}

extension TurnedRows {
  fileprivate func enclose(_ values: inout [Interval]) {
    for row in 0..<matrix.outputs {
      let angle = values[angles + row / width]
      let (cosine, sine) = (angle.cosine, angle.sine)
      let rotation = rotation(row: row)
      for c in 0..<matrix.inputs {
        let own = values[matrix.place(row: row, column: c)]
        let result = into + row * matrix.inputs + c
        guard let rotation else {
          values[result] = own
          continue
        }
        // Zeros stay exact zeros: whether a feature is used at all is read from them.
        let partner = values[matrix.place(row: rotation.partner, column: c)]
        values[result] = Interval.dot([cosine, Interval(rotation.sign) * sine], [own, partner])
      }
    }
  }
}

extension MatrixProduct {
  fileprivate func enclose(_ values: inout [Interval]) {
    for r in 0..<first.inputs {
      for c in 0..<second.outputs {
        let row = (0..<first.outputs).map { values[first.place(row: $0, column: r)] }
        let column = (0..<first.outputs).map { values[second.place(row: c, column: $0)] }
        values[into + r * second.outputs + c] = Interval.dot(row, column)
      }
    }
  }
}

extension FrozenTable {
  fileprivate func enclose(_ values: inout [Interval]) {
    for p in 0..<rows {
      for c in 0..<width { values[into + p * width + c] = value(p, c) }
    }
  }

  private func value(_ p: Int, _ c: Int) -> Interval {
    switch kind {
    case .constant(let table): return Interval(table[p][c])
    case .sinusoids(let base):
      let angle = angle(p, pair: c / 2, base: base, rate: .one)
      return c % 2 == 0 ? angle.sine : angle.cosine
    case .rotations(let base, let rate):
      // 1, or 2 pi over a period in float64, which is within two units in the last place of the real quotient.
      let real = Interval(rate.nextDown.nextDown, rate.nextUp.nextUp)
      let angle = angle(p, pair: c % (width / 2), base: base, rate: real)
      return c >= width / 2 ? angle.sine : angle.cosine
    }
  }

  /// `p rate base^(-2 pair / width)`.
  private func angle(_ p: Int, pair: Int, base: Double, rate: Interval) -> Interval {
    let turns = Interval(Double(p)) * rate
    guard pair > 0 else { return turns }
    let exponent = Interval(Double(-2 * pair)) / Interval(Double(width))
    return turns * (exponent * Interval(base).naturalLogarithm).exponential
  }
}
