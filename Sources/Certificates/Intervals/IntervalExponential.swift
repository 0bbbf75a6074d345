import Foundation

extension Interval {
  /// `e^x` of the members. It grows, so the ends decide.
  public var exponential: Interval {
    if lower == upper { return Self.exponential(of: lower) }
    let low = lower == -.infinity ? 0 : Self.exponential(of: lower).lower
    let high = upper == .infinity ? .infinity : Self.exponential(of: upper).upper
    return Interval(unchecked: low, high)
  }

  /// `e^x` of a finite float: `2^k e^r` with `r = x - k ln 2`, and `e^r` by its Taylor polynomial of degree 14.
  ///
  /// r is enclosed by interval arithmetic from two parts of ln 2. If every member of the enclosure is within 0.36 of 0, Lagrange's
  /// remainder is at most `0.36^15 / 15! e^0.36`, below 2.6e-19; if not (it never happens), the answer is merely loose.
  static func exponential(of x: Double) -> Interval {
    // e^709 is finite as a float, e^-708 normal: beyond them, bounds of these will do.
    if x > 709 { return Interval(unchecked: exponential(of: 709).lower, .infinity) }
    if x < -708 { return Interval(unchecked: 0, exponential(of: -708).upper) }
    let k = (x * 1.4426950408889634).rounded()
    // The first part has 23 bits, so its product with |k| < 2^11 is exact.
    let first = 0x1.62e42cp-1
    let rest = naturalLogarithmOf2 - Interval(first)
    // The tail of ln 2 with bits of its own: ln 2 = 0x1.62e42fefa39ef35793c7673p-1.
    let tail = Interval(unchecked: 0x1.f7d1cf79abc9ep-24, 0x1.f7d1cf79abc9fp-24).tightened(by: rest)
    let r = (Interval(x) - Interval(k * first)) - Interval(k) * tail
    guard r.magnitude <= 0.36 else { return Interval(unchecked: 0, .infinity) }
    let reciprocals = Factorials.reciprocals
    var sum = reciprocals[14]
    for n in stride(from: 13, through: 0, by: -1) { sum = sum * r + reciprocals[n] }
    sum = sum + Interval(unchecked: -2.6e-19, 2.6e-19)
    // A power of two, normal for |k| < 1022; the product may fall below the normal floats, and is rounded outward.
    let scale = Double(sign: .plus, exponent: Int(k) / 2, significand: 1)
    let other = Double(sign: .plus, exponent: Int(k) - Int(k) / 2, significand: 1)
    let (low, high) = (sum.lower * scale * other, sum.upper * scale * other)
    // Scaling is exact: x >= -708 keeps the result above 2^-1022.
    return Interval(unchecked: low, high)
  }

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
