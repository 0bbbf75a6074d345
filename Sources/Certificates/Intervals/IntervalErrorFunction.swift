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

  /// The error function of a finite float: odd, and by a table up to 6. Above, `1 - erf x` is at most `exp(-x^2) / (x sqrt(pi))`
  /// (Mills).
  static func errorFunction(of x: Double) -> Interval {
    if x < 0 { return -errorFunction(of: -x) }
    if x <= ErrorFunctionTable.end { return ErrorFunctionTable.shared.errorFunction(of: x) }
    let complement = (-Interval(x).squared).exponential * twoBySquareRootOfPi * Interval(0.5) / Interval(x)
    return Interval(unchecked: greater(down(1 - greater(complement.upper, 0)), 0), 1)
  }

  /// The error function of a float in 0...6, for a table:
  /// `erf x = 2 / sqrt(pi) exp(-x^2) sum over n of 2^n x^(2n+1) / (1 3 5 ... (2n+1))`.
  ///
  /// All terms are positive: nothing cancels. Each is the last times `q = 2 x^2 / (2n+3)`, which falls with n; once q is below
  /// 1/2, all that follow a term are together less than twice the next.
  fileprivate static func errorFunctionSeries(of x: Double) -> Interval {
    let whole = Interval(unchecked: 0, 1)
    let square = Interval(x).squared
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

/// The error function between 0 and 6: values at points 1/32 apart, and Taylor's polynomial of degree 8 about the nearest.
///
/// The derivative of order n + 1 is `2 / sqrt(pi) (-1)^n H_n(x) exp(-x^2)`, and `|H_n(x)| exp(-x^2 / 2)` is at most
/// `1.09 2^(n/2) sqrt(n!)` (Cramer's inequality): at a distance of 1/64 the remainder is below 1e-18.
private struct ErrorFunctionTable {
  static let end = 6.0
  static let shared = ErrorFunctionTable()
  private static let steps = 32.0
  private static let terms = 8

  private struct Point {
    var value: Double
    /// Of the powers of the distance from 1 on.
    var coefficients: InlineArray<8, Double>
    /// Everything by which the polynomial, computed in float64, may be off.
    var error: Double
  }

  private let points: [Point]

  private init() {
    points = (0...Int(Self.end * Self.steps)).map { index in
      let x = Double(index) / Self.steps
      let value = Interval.errorFunctionSeries(of: x)
      let density = (-Interval(x).squared).exponential * Interval.twoBySquareRootOfPi
      var point = Point(value: value.middle, coefficients: InlineArray(repeating: 0), error: value.width)
      var (hermite, before) = (Interval.one, Interval.zero)
      var factorial = 1.0
      for n in 0..<Self.terms {
        factorial *= Double(n + 1)
        let coefficient = density * hermite * Interval(n % 2 == 0 ? 1 : -1) / Interval(factorial)
        point.coefficients[n] = coefficient.middle
        // What the coefficient is off, and Horner's rule: at most 2 n + 2 roundings of each term.
        let power = Double(sign: .plus, exponent: -6 * (n + 1), significand: 1)
        let rounding = Double(2 * n + 4) * 0x1p-53 * coefficient.magnitude
        point.error = Interval.up(point.error + Interval.up(Interval.up(coefficient.width + rounding) * power))
        (hermite, before) = (Interval(2 * x) * hermite - Interval(Double(2 * n)) * before, hermite)
      }
      // The remainder, and the rounding of the last sum, which is below 1.1.
      point.error = Interval.up(point.error + (1e-18 + 0x1.2p-53))
      return point
    }
  }

  /// - Precondition: `0 <= x <= end`.
  func errorFunction(of x: Double) -> Interval {
    let index = (x * Self.steps).rounded()
    let point = points[Int(index)]
    // Exact (Sterbenz 1974).
    let distance = x - index / Self.steps
    var sum = point.coefficients[7]
    for n in stride(from: 6, through: 0, by: -1) { sum = sum * distance + point.coefficients[n] }
    let value = point.value + sum * distance
    // The function is 0 only at 0, and near it as steep as a line.
    if x == 0 { return .zero }
    return Interval(
      unchecked: Interval.greater(Interval.down(value - point.error), 0), Interval.lesser(Interval.up(value + point.error), 1))
  }
}
