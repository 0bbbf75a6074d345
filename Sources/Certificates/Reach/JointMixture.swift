/// The mixtures of several heads in coordinates that are sums over digits for all of them together.
///
/// Every head's mixture is a quotient with a denominator of its own, and bounds of one at a time make boxes that hold much that
/// no input reaches: all heads look at the same digits. So here numerators and denominators are kept apart: with m a point in the
/// middle and E a denominator in the middle, `n = sum of u (v - m) / E` and `d = sum of u / E` are sums over digits, and the mixture
/// is `m + n / d`. The coordinates are combinations of all n and d along which these vary most; they are exact sums, and the
/// division is left to what follows, which is bounded with its slopes.
struct JointMixture: Sendable {
  /// A head's part: its n, feature by feature, and then its d.
  struct Head: Sendable {
    let head: Int
    let features: [Int]
    /// m, by feature.
    let middles: [Double]
    /// E.
    let scale: Double
  }

  /// What a feature of the entry is the sum of: `middle + n / d`, by their indices.
  struct Term: Sendable {
    let numerator, denominator: Int
    let middle: Double
  }

  let heads: [Head]
  /// By feature of the entry.
  let terms: [[Term]]
  /// `[n or d][coordinate]`.
  let inverse: [[Interval]]
  /// How far rounding in softmax, mixture and the map to the entry takes each feature at most.
  let entryErrors: [Double]
}

extension Interval {
  var reciprocal: Interval { .one / self }
}

extension SlopedInterval {
  var reciprocal: Self {
    let inverse = value.reciprocal
    var result = Self(constant: inverse)
    let slope = -inverse.squared
    for i in 0..<N { result.slopes[i] = slopes[i] * slope }
    return result
  }
}
