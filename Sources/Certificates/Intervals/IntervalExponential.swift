import Foundation

extension Interval {
  /// `e^x` of the members. It grows, so the ends decide.
  public var exponential: Interval {
    if lower == upper { return Self.exponential(of: lower) }
    let low = lower == -.infinity ? 0 : Self.exponential(of: lower).lower
    let high = upper == .infinity ? .infinity : Self.exponential(of: upper).upper
    return Interval(unchecked: low, high)
  }

  /// `e^x` of a finite float: `2^k e^r` with `r = x - k ln 2`, and `e^r` by its Taylor polynomial of degree 13.
  ///
  /// With u = 2^-53: `|r|` is below 0.35. `k first` is exact (23 bits times 11), and so is its difference from x (Sterbenz 1974);
  /// what is left of ln 2 and its rounding move r by less than 0.4 u. Lagrange's remainder is below 7e-18, less than 0.1 u. Horner's
  /// rule with coefficients that are rounded, too, is off by at most `u sum of (2n + 2) r^n / n!`, which is below 3.9 u (Higham
  /// 2002, section 5.1). All this is less than 6.5 u of the result, which is above 0.7; `relativeError` is 9 u.
  static func exponential(of x: Double) -> Interval {
    // e^709 is finite as a float, e^-708 normal: beyond them, bounds of these will do.
    if x > 709 { return Interval(unchecked: exponential(of: 709).lower, .infinity) }
    if x < -708 { return Interval(unchecked: 0, exponential(of: -708).upper) }
    let k = (x * 1.4426950408889634).rounded()
    // ln 2 = 0x1.62e42fefa39ef35793c7673p-1, the first 23 bits and the rest.
    let r = (x - k * 0x1.62e42cp-1) - k * 0x1.f7d1cf79abc9ep-24
    let c = Self.reciprocalFactorials
    var sum = c[13]
    for n in stride(from: 12, through: 0, by: -1) { sum = sum * r + c[n] }
    let error = sum * Self.relativeError
    // A power of two in two halves; x >= -708 keeps the result above 2^-1022, so scaling is exact.
    let scale = Double(sign: .plus, exponent: Int(k) / 2, significand: 1)
    let other = Double(sign: .plus, exponent: Int(k) - Int(k) / 2, significand: 1)
    return Interval(unchecked: down(sum - error) * scale * other, up(sum + error) * scale * other)
  }

  private static var relativeError: Double { 0x1.2p-50 }

  /// 1 / n!, rounded.
  private static let reciprocalFactorials: InlineArray<14, Double> = [
    1, 1, 0.5, 1 / 6, 1 / 24, 1 / 120, 1 / 720, 1 / 5040, 1 / 40320, 1 / 362_880, 1 / 3_628_800, 1 / 39_916_800,
    1 / 479_001_600, 1 / 6_227_020_800,
  ]

  /// The natural logarithms of the positive members; all reals where there may be none.
  ///
  /// A candidate of libm's, moved outward until the exponential proves it: `e^l <= x` says that `l <= ln x`.
  public var naturalLogarithm: Interval {
    guard upper > 0 else { return .entire }
    let low = lower <= 0 ? -.infinity : Self.logarithm(of: lower, below: true)
    let high = upper == .infinity ? .infinity : Self.logarithm(of: upper, below: false)
    return Interval(unchecked: low, high)
  }

  private static func logarithm(of x: Double, below: Bool) -> Double {
    let candidate = Foundation.log(x)
    guard candidate.isFinite else { return below ? -.infinity : .infinity }
    var margin = 4e-16 * Swift.max(candidate.magnitude, 1)
    for _ in 0..<60 {
      let end = below ? candidate - margin : candidate + margin
      let image = Interval(end).exponential
      if below ? image.upper <= x : image.lower >= x { return end }
      margin *= 2
    }
    return below ? -.infinity : .infinity
  }
}
