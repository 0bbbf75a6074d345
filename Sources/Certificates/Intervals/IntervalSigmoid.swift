extension Interval {
  /// The logistic function of the members, `1 / (1 + e^-x)`, in 0...1. It grows, so the ends decide.
  public var logistic: Interval {
    if lower == upper { return Self.logistic(of: lower) }
    let low = lower == -.infinity ? 0 : Self.logistic(of: lower).lower
    let high = upper == .infinity ? 1 : Self.logistic(of: upper).upper
    return Interval(unchecked: low, high)
  }

  private static func logistic(of x: Double) -> Interval {
    let whole = Interval(unchecked: 0, 1)
    // Of the two forms, the one whose exponential is at most 1: small values keep their digits.
    if x < 0 {
      let power = exponential(of: x)
      return (power / (.one + power)).tightened(by: whole)
    }
    return (.one / (.one + exponential(of: -x))).tightened(by: whole)
  }

  /// The hyperbolic tangents of the members, `2 logistic(2x) - 1`, in -1...1.
  public var hyperbolicTangent: Interval {
    let twice = Interval(unchecked: 2 * lower, 2 * upper)
    return (Interval(2) * twice.logistic - .one).tightened(by: Interval(unchecked: -1, 1))
  }
}
