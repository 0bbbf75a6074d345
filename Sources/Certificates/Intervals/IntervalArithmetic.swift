/// Sums, products, quotients and roots.
///
/// An end that is NaN comes of `0 * infinity` or of infinities that cancel. Comparisons leave it out or hand it on. If it is handed
/// on, the end becomes infinite. If it is left out, nothing is lost: the product of 0 and an unbounded side is 0, and 0 or
/// an infinity of either sign is among the other candidates.
extension Interval {
  /// The sums of members.
  @inlinable @inline(__always)
  public static func + (a: Interval, b: Interval) -> Interval { Interval(rounded: a.lower + b.lower, a.upper + b.upper) }

  /// The differences of members.
  @inlinable @inline(__always)
  public static func - (a: Interval, b: Interval) -> Interval { Interval(rounded: a.lower - b.upper, a.upper - b.lower) }

  /// The members with the other sign; exact.
  @inlinable @inline(__always)
  public static prefix func - (a: Interval) -> Interval { Interval(unchecked: -a.upper, -a.lower) }

  /// The products of members.
  @inlinable @inline(__always)
  public static func * (a: Interval, b: Interval) -> Interval {
    let (p, q, r, s) = (a.lower * b.lower, a.lower * b.upper, a.upper * b.lower, a.upper * b.upper)
    return Interval(rounded: lesser(lesser(p, q), lesser(r, s)), greater(greater(p, q), greater(r, s)))
  }

  /// The quotients of members; all reals where 0 is among the divisors.
  @inlinable @inline(__always)
  public static func / (a: Interval, b: Interval) -> Interval {
    if b.contains(0) { return .entire }
    let (p, q, r, s) = (a.lower / b.lower, a.lower / b.upper, a.upper / b.lower, a.upper / b.upper)
    return Interval(rounded: lesser(lesser(p, q), lesser(r, s)), greater(greater(p, q), greater(r, s)))
  }

  /// Adds the members of another interval.
  @inlinable @inline(__always)
  public static func += (a: inout Interval, b: Interval) { a = a + b }

  /// The squares of members: never negative.
  @inlinable @inline(__always)
  public var squared: Interval {
    let (p, q) = (lower * lower, upper * upper)
    let least = contains(0) ? 0 : Self.greater(Self.down(Self.lesser(p, q)), 0)
    return Interval(unchecked: least, Self.up(Self.greater(p, q)))
  }

  /// The square roots of the members that have one; all reals where none has.
  @inlinable @inline(__always)
  public var squareRoot: Interval {
    guard upper >= 0 else { return .entire }
    return Interval(unchecked: lower <= 0 ? 0 : Self.greater(Self.down(lower.squareRoot()), 0), Self.up(upper.squareRoot()))
  }

  /// `sum of a[i] b[i]`. Terms with a factor that is exactly 0 are left out, so that a sum of such terms is exactly 0.
  ///
  /// - Precondition: there are as many of both.
  public static func dot(_ a: some Collection<Interval>, _ b: some Collection<Interval>) -> Interval {
    precondition(a.count == b.count, "a dot product takes vectors of one length")
    var sum = Interval.zero
    for (x, y) in zip(a, b) where !x.isZero && !y.isZero { sum += x * y }
    return sum
  }

  /// An interval that holds the real number a decimal literal was written for: from the float before to the one after.
  public init(around literal: Double) { self.init(unchecked: Self.down(literal), Self.up(literal)) }
}
