extension Interval {
  /// The error function of the members. It grows, so the ends decide.
  public var errorFunction: Interval {
    if lower == upper { return Self.errorFunction(of: lower) }
    let low = lower == -.infinity ? -1 : Self.errorFunction(of: lower).lower
    let high = upper == .infinity ? 1 : Self.errorFunction(of: upper).upper
    return Interval(unchecked: low, high)
  }

  /// The normal distribution function, `(1 + erf(x / sqrt 2)) / 2`, never outside of 0...1.
  public var normalDistribution: Interval {
    let whole = Interval(unchecked: 0, 1)
    return ((Interval.one + (self * Self.squareRootOfHalf).errorFunction) * Interval(0.5)).tightened(by: whole)
  }

  /// The normal density, `exp(-x^2 / 2) / sqrt(2 pi)`.
  public var normalDensity: Interval { (-(squared * Interval(0.5))).exponential * Self.normalDensityAtZero }

  /// The error function of a finite float: odd, and for `x > 0`
  /// `erf x = 2 / sqrt(pi) exp(-x^2) sum over n of 2^n x^(2n+1) / (1 3 5 ... (2n+1))`.
  ///
  /// All terms are positive: nothing cancels. Each is the last times `q = 2 x^2 / (2n+3)`, which falls with n; once q is below
  /// 1/2, all that follow a term are together less than twice the next. Above 6, `1 - erf x` is at most `exp(-x^2) / (x sqrt(pi))`
  /// (Mills).
  static func errorFunction(of x: Double) -> Interval {
    if x < 0 { return -errorFunction(of: -x) }
    let whole = Interval(unchecked: 0, 1)
    let square = Interval(x).squared
    if x > 6 {
      let complement = (-square).exponential * twoBySquareRootOfPi * Interval(0.5) / Interval(x)
      return Interval(unchecked: greater(down(1 - greater(complement.upper, 0)), 0), 1)
    }
    let twice = square * Interval(2)
    var term = Interval(x)
    var sum = term
    var odd = 3.0
    while true {
      let ratio = twice / Interval(odd)
      term = term * ratio
      if ratio.upper <= 0.5, term.upper <= 0x1p-56 * sum.lower || term.upper < 0x1p-1000 {
        sum = sum + Interval(unchecked: 0, up(2 * greater(term.upper, 0)))
        break
      }
      sum = sum + term
      odd += 2
    }
    return (sum * (-square).exponential * twoBySquareRootOfPi).tightened(by: whole)
  }
}
