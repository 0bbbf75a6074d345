import Lanes
import Transformer

extension OneLayerModel {
  /// For each feature of the entry how far it may be, as the engine computes it, from the exact mixture of the executed scores and
  /// values; nothing in real arithmetic.
  ///
  /// - Parameters:
  ///   - ranges: for each head and feature of its values, where they are over all keys.
  ///   - keys: how many keys the query sees.
  func entryErrors(of ranges: [[Interval]], keys: Int) -> [Double] {
    switch arithmetic {
    case .real: [Double](repeating: 0, count: entry.width)
    case .float32: AttentionRounding<Float32Format>(keys: keys).entryErrors(self, ranges)
    case .float64: AttentionRounding<Float64Format>(keys: keys).entryErrors(self, ranges)
    }
  }
}

/// Rounding in softmax and mixture, for all inputs at once.
///
/// With h the distance of a key's score from the greatest and `w = e^-h`, the engine computes `w (1 + a)` where `|a|` is at most
/// `k + 1.0001 h unit`: k is the error of the exponential, the rest that of its argument. The sum of weights is at least 1, and
/// `h e^-h <= 1/e`: so over n keys the mean of `|a|`, by weight, is at most `k + 0.3681 n unit`. Weights whose exponential may be
/// 0 add e^-87 each.
///
/// The sum adds up to n - 1 roundings to each weight (v), the quotient and the mixture up to n + 3 to each product (m). With z the
/// exact mixture of values y: `computed - z = sum of w ((y - z) B + y (1 + a) (M - V)) / sum of w (1 + B)`, where
/// `B = (1 + a)(1 + V) - 1`, `|V| <= v` and `|M| <= m`.
struct AttentionRounding<Format: FloatFormat> {
  private let keys: Int
  /// The factors of a value's range and magnitude.
  private let ofRange, ofMagnitude: Double

  init(keys: Int) {
    self.keys = keys
    let up = Interval.up
    let weights = up(up(Format.exponentialError + up(up(0.3681 * Double(keys)) * Format.unit)) + Double(keys) * 1e-37)
    let (sum, mixture) = (Format.roundings(keys), Format.roundings(keys + 3))
    let both = up(weights + up(sum * up(1 + weights)))
    let rest = Interval.down(1 - both)
    ofRange = up(both / rest)
    ofMagnitude = up(up(up(1 + weights) * up(sum + mixture)) / rest)
  }

  private func error(_ range: Interval) -> Double {
    // Zeros are mixed exactly.
    if range.isZero { return 0 }
    let (width, magnitude) = (range.width, range.magnitude)
    let relative = Interval.up(Interval.up(ofRange * width) + Interval.up(ofMagnitude * magnitude))
    let underflow = Interval.up(Double(4 * keys) * Interval.up(Format.least * Interval.up(magnitude + 1)))
    return Interval.up(relative + underflow)
  }

  /// What `OneLayerModel.entryErrors` says.
  func entryErrors(_ model: OneLayerModel, _ ranges: [[Interval]]) -> [Double] {
    let errors = ranges.flatMap { $0.map(error) }
    guard let matrix = model.entryMatrix else { return errors }
    // The map adds its inputs in turn: no product goes through more than so many roundings.
    let roundings = Format.roundings(matrix.inputs + 1)
    let magnitudes = ranges.flatMap { $0.map(\.magnitude) }
    return (0..<matrix.outputs).map { o in
      (0..<matrix.inputs).reduce(0.0) { sum, i in
        let weight = model.values[matrix.place(row: o, column: i)].magnitude
        if weight == 0 || magnitudes[i] == 0 { return sum }
        let executed = Interval.up(magnitudes[i] + errors[i])
        let own = Interval.up(Interval.up(roundings * executed) + errors[i])
        return Interval.up(sum + Interval.up(Interval.up(weight * own) + 2 * Format.least))
      }
    }
  }
}
