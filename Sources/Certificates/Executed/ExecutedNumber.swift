/// A quantity as the engine computes it, over a box: the exact value that its formula has, and how far the executed number may be
/// from it. Running error analysis (Wilkinson 1963), with every bound rounded up.
struct ExecutedNumber<Format: FloatFormat>: EnclosedNumber {
  /// The exact value of the formula, on executed inputs.
  var value: Interval
  /// At least `|executed - exact|`, everywhere in the box; infinite where nothing is known.
  var error: Double

  @inline(__always)
  init(value: Interval, error: Double) { (self.value, self.error) = (value, error) }

  @inline(__always)
  init(constant: Interval) { self.init(value: constant, error: 0) }

  /// Where the executed number is.
  var executed: Interval { value + Interval(unchecked: -error, error) }

  /// The result of one rounded operation whose exact result, on the executed operands, is so far from `value`; `times` roundings
  /// count as that many.
  @inline(__always)
  private static func rounded(_ value: Interval, _ inherited: Double, times: Double = 1) -> Self {
    let most = Interval.up(value.magnitude + inherited)
    let error = Interval.up(inherited + Interval.up(Interval.up(times * Format.unit * most) + times * Format.least))
    // What is not surely within the format's range may be infinite.
    return Self(value: value, error: most < 0.5 * Format.greatest ? error : .infinity)
  }

  @inline(__always)
  static func + (a: Self, b: Self) -> Self { rounded(a.value + b.value, Interval.up(a.error + b.error)) }
  @inline(__always)
  static func - (a: Self, b: Self) -> Self { rounded(a.value - b.value, Interval.up(a.error + b.error)) }

  /// `(a + d) (b + e) - a b = a e + b d + d e`.
  @inline(__always)
  static func * (a: Self, b: Self) -> Self {
    let mixed = Interval.up(product(a.value.magnitude, b.error) + product(b.value.magnitude, a.error))
    return rounded(a.value * b.value, Interval.up(mixed + product(a.error, b.error)))
  }
  @inline(__always)
  static func * (a: Self, b: Interval) -> Self { a * Self(value: b, error: Format.error(ofConstant: b)) }
  @inline(__always)
  static func + (a: Self, b: Interval) -> Self { a + Self(value: b, error: Format.error(ofConstant: b)) }

  @inline(__always)
  private static func product(_ a: Double, _ b: Double) -> Double { a == 0 || b == 0 ? 0 : Interval.up(a * b) }

  var squared: Self {
    let inherited = Interval.up(Self.product(Interval.up(2 * value.magnitude), error) + Self.product(error, error))
    return Self.rounded(value.squared, inherited)
  }

  /// A root, and the quotient of `Standardization` by it: up to three roundings where multiply-adds round twice, and one more for
  /// what is of second order.
  var reciprocalSquareRoot: Self {
    guard executed.lower > 0 else { return Self(value: .entire, error: .infinity) }
    let root = executed.reciprocalSquareRoot
    let slope = Interval(0.5) * (root * root.squared)
    return Self.rounded(value.reciprocalSquareRoot, Self.product(slope.magnitude, error), times: 4)
  }

  var gelu: Self { activated(value.gelu, slope: executed.geluDerivative) }
  var geluTanh: Self { activated(value.geluTanh, slope: executed.geluTanhDerivative) }
  var silu: Self { activated(value.silu, slope: executed.siluDerivative) }

  private func activated(_ result: Interval, slope: Interval) -> Self {
    guard error < .infinity else { return Self(value: result, error: .infinity) }
    let own = Interval.up(Interval.up(Format.activationError * executed.magnitude) + Format.least)
    return Self(value: result, error: Interval.up(Self.product(slope.magnitude, error) + own))
  }
}
