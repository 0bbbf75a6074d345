extension Interval {
  /// The sines of members.
  public var sine: Interval { Self.turned(self) { Self.sineAndCosine(of: $0).sine } }
  /// The cosines of members.
  public var cosine: Interval { Self.turned(self) { Self.sineAndCosine(of: $0).cosine } }

  /// A function whose derivative is at most 1 everywhere, and its values between -1 and 1: the value at the middle, give or take
  /// the distance to the ends. Made for angles that are known well.
  private static func turned(_ x: Interval, _ f: (Double) -> Interval) -> Interval {
    let whole = Interval(unchecked: -1, 1)
    guard x.isBounded, x.width < 2 else { return whole }
    let middle = x.middle
    let distance = Swift.max(up(x.upper - middle), up(middle - x.lower))
    let spread = x.lower == x.upper ? Interval.zero : Interval(unchecked: -distance, distance)
    return (f(middle) + spread).tightened(by: whole)
  }

  /// Sine and cosine of a finite float, by Taylor polynomials of `r = x - k pi / 2`.
  ///
  /// pi / 2 comes in three parts: two of 33 bits, whose products with `|k| < 2^20` are exact, and the rest enclosed. For members of
  /// r within 0.8 of 0, degrees 19 and 18 leave remainders of at most `0.8^21 / 21!` and `0.8^20 / 20!`, below 5e-21: the next
  /// derivative is at most 1. Angles of a million and more are not reduced: all that is said of them is -1...1.
  static func sineAndCosine(of x: Double) -> (sine: Interval, cosine: Interval) {
    let whole = Interval(unchecked: -1, 1)
    guard x.magnitude < 1e6 else { return (whole, whole) }
    let k = (x * 0.6366197723675814).rounded()
    let (first, second) = (0x1.921fb544p0, 0x1.0b4611a6p-34)
    let rest = Interval(unchecked: 0x1.3198a2e037073p-69, 0x1.3198a2e037074p-69)
    let r = ((Interval(x) - Interval(k * first)) - Interval(k * second)) - Interval(k) * rest
    guard r.magnitude <= 0.8 else { return (whole, whole) }
    let square = r.squared
    let reciprocals = Factorials.reciprocals
    var (odd, even) = (reciprocals[19], reciprocals[18])
    for n in stride(from: 17, through: 1, by: -2) { odd = reciprocals[n] - odd * square }
    for n in stride(from: 16, through: 0, by: -2) { even = reciprocals[n] - even * square }
    let remainder = Interval(unchecked: -5e-21, 5e-21)
    let sine = (r * odd + remainder).tightened(by: whole)
    let cosine = (even + remainder).tightened(by: whole)
    switch Int(k) & 3 {
    case 0: return (sine, cosine)
    case 1: return (cosine, -sine)
    case 2: return (-sine, -cosine)
    default: return (-cosine, sine)
    }
  }
}
