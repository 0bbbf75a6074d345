/// The nonlinearities of MLPs and their derivatives, over whole intervals.
extension Interval {
  // MARK: SiLU

  /// `silu(x) = x logistic(x)`: it falls up to its only minimum and grows from there on.
  ///
  /// Its derivative is `s (1 + h)` with `s = logistic(x)` and `h = x (1 - s)`. Where x is positive that is positive; where x is
  /// negative h grows (`h' = (1 - s)(1 - x s)`), so the derivative has one zero. There `x s = x + 1`, the minimum.
  public var silu: Interval {
    let p = Self.silu(of: lower)
    let q = lower == upper ? p : Self.silu(of: upper)
    return p.valley(q, over: self, bottomAt: SiLUShape.minimumAt, SiLUShape.minimum)
  }

  /// `silu'(x) = s (1 + x (1 - s))`.
  ///
  /// Its own derivative is `s (1 - s) (2 - x tanh(x / 2))`, and `x tanh(x / 2)` is even and grows with `|x|`: it falls, grows
  /// between two points that mirror each other, and falls again.
  public var siluDerivative: Interval {
    Self.wave(self, SiLUShape.peakAt, SiLUShape.peak, Self.siluDerivative(of:), lowest: SiLUShape.trough)
  }

  private static func silu(of x: Double) -> Interval {
    if x == -.infinity { return .zero }
    guard x.isFinite else { return Interval(unchecked: .greatestFiniteMagnitude, .infinity) }
    return Interval(x) * Interval(x).logistic
  }

  fileprivate static func siluDerivative(of x: Double) -> Interval {
    guard x.isFinite else { return x > 0 ? .one : .zero }
    return siluSlope(Interval(x))
  }

  /// The formula over an interval: right, and loose where it is wide.
  fileprivate static func siluSlope(_ x: Interval) -> Interval {
    let s = x.logistic
    return s * (.one + x * (-x).logistic)
  }

  // MARK: GELU

  /// `gelu(x) = x Phi(x)`: as SiLU, it falls to one minimum and then grows.
  ///
  /// Its derivative `Phi(x) + x phi(x)` has the derivative `phi(x) (2 - x^2)`: it starts at 0, falls until `-sqrt 2`, grows until
  /// `sqrt 2`, where it is above 1, and falls to 1. So it has one zero, between the two.
  public var gelu: Interval {
    let p = Self.gelu(of: lower)
    let q = lower == upper ? p : Self.gelu(of: upper)
    return p.valley(q, over: self, bottomAt: GELUShape.minimumAt, GELUShape.minimum)
  }

  /// `gelu'(x) = Phi(x) + x phi(x)`.
  public var geluDerivative: Interval {
    Self.wave(self, GELUShape.peakAt, GELUShape.peak, Self.geluDerivative(of:), lowest: GELUShape.trough)
  }

  private static func gelu(of x: Double) -> Interval {
    if x == -.infinity { return .zero }
    guard x.isFinite else { return Interval(unchecked: .greatestFiniteMagnitude, .infinity) }
    return Interval(x) * Interval(x).normalDistribution
  }

  fileprivate static func geluDerivative(of x: Double) -> Interval {
    guard x.isFinite else { return x > 0 ? .one : .zero }
    return geluSlope(Interval(x))
  }

  fileprivate static func geluSlope(_ x: Interval) -> Interval { x.normalDistribution + x * x.normalDensity }

  // MARK: GELU by tanh

  /// `x logistic(v)` with `v = 2 sqrt(2 / pi) (x + 0.044715 x^3)`: the formula, and the value at the middle with the slope over
  /// the interval; whichever says more.
  public var geluTanh: Interval {
    let formula = self * twiceTanhArgument.logistic
    guard isBounded, lower < upper else { return formula }
    let middle = Interval(middle)
    let atMiddle = middle * middle.twiceTanhArgument.logistic
    return formula.tightened(by: atMiddle + geluTanhDerivative * (self - middle))
  }

  /// `s + x s (1 - s) v'`.
  public var geluTanhDerivative: Interval {
    let v = twiceTanhArgument
    let s = v.logistic
    let slope = Self.twiceSquareRootOf2ByPi * (.one + Interval(3) * Self.cubicCoefficient * squared)
    return s + self * (s * (-v).logistic) * slope
  }

  /// 0.044715.
  private static let cubicCoefficient = Interval(around: 0.044_715)
  private var twiceTanhArgument: Interval {
    // x (1 + c x^2) holds x once less than x + c x^3, and grows with x.
    Self.twiceSquareRootOf2ByPi * (self * (.one + Self.cubicCoefficient * squared))
  }

  // MARK: Shapes

  /// The range of a function that falls up to a point somewhere in `bottomAt` and grows from there on, given its values at both ends.
  private func valley(_ other: Interval, over x: Interval, bottomAt: Interval, _ bottom: Double) -> Interval {
    let range = hull(other)
    guard x.lower < bottomAt.upper, x.upper > bottomAt.lower else { return range }
    return Interval(unchecked: Self.lesser(range.lower, bottom), range.upper)
  }

  /// The range of a function that falls up to `-peakAt`, grows up to `peakAt` and falls again.
  private static func wave(
    _ x: Interval, _ peakAt: Interval, _ highest: Double, _ f: (Double) -> Interval, lowest: Double
  ) -> Interval {
    let range = x.lower == x.upper ? f(x.lower) : f(x.lower).hull(f(x.upper))
    let hasPeak = x.lower < peakAt.upper && x.upper > peakAt.lower
    let hasTrough = x.lower < -peakAt.lower && x.upper > -peakAt.upper
    return Interval(
      unchecked: hasTrough ? lesser(range.lower, lowest) : range.lower, hasPeak ? greater(range.upper, highest) : range.upper)
  }
}

/// Where SiLU and its derivative turn, and bounds of their values there. The tests prove the brackets by the signs at their ends.
enum SiLUShape {
  /// Holds the zero of the derivative.
  static let minimumAt = Interval(unchecked: -1.278_464_542_762, -1.278_464_542_760)
  /// At the minimum `1 + x (1 - s) = 0`, so `x s = x + 1`.
  static let minimum = (minimumAt + .one).lower
  /// Holds the positive solution of `x tanh(x / 2) = 2`.
  static let peakAt = Interval(unchecked: 2.399_357_280_514, 2.399_357_280_517)
  static let peak = Interval.siluSlope(peakAt).upper
  static let trough = Interval.siluSlope(-peakAt).lower
}

/// The same of GELU.
enum GELUShape {
  static let minimumAt = Interval(unchecked: -0.751_791_524_694, -0.751_791_524_692)
  static let minimum = (minimumAt * minimumAt.normalDistribution).lower
  /// `sqrt 2`.
  static let peakAt = Interval(2).squareRoot
  static let peak = Interval.geluSlope(peakAt).upper
  static let trough = Interval.geluSlope(-peakAt).lower
}
