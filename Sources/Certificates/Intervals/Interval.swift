/// A set of real numbers `lower...upper` that is known to hold some value: rigorous arithmetic on float64.
///
/// Every operation returns an interval that holds the exact real result for all reals in its operands. Ends are computed with
/// IEEE 754's correctly rounded operations (rounding to nearest) and then moved outward by `Interval.up` and `Interval.down`,
/// which reach at least the next float. An infinite end means that the set is unbounded on that side; infinity itself is no member.
/// An interval is never empty: what may be (`intersection`) is an optional.
public struct Interval: Hashable, Sendable {
  /// The greatest lower bound that is known.
  public let lower: Double
  /// The least upper bound that is known.
  public let upper: Double

  /// All reals.
  public static let entire = Interval(unchecked: -.infinity, .infinity)
  /// Nothing but 0.
  public static let zero = Interval(unchecked: 0, 0)
  /// Nothing but 1.
  public static let one = Interval(unchecked: 1, 1)

  /// The reals from one end to the other, both included.
  ///
  /// - Precondition: `lower <= upper`, and neither end is the infinity of the other side.
  public init(_ lower: Double, _ upper: Double) {
    precondition(lower <= upper && lower < .infinity && upper > -.infinity, "\(lower)...\(upper) is no interval")
    self.init(unchecked: lower, upper)
  }

  /// A float as the real number that it is; all reals where it is none.
  @inlinable @inline(__always)
  public init(_ number: Double) {
    self = number.isFinite ? Interval(unchecked: number, number) : .entire
  }

  /// - Precondition: as of `init(_:_:)`, by construction.
  @inlinable @inline(__always)
  init(unchecked lower: Double, _ upper: Double) { (self.lower, self.upper) = (lower, upper) }

  /// An interval whose ends are these floats moved outward: what a correctly rounded operation gives for each end.
  @inlinable @inline(__always)
  init(rounded lower: Double, _ upper: Double) { self.init(unchecked: Self.down(lower), Self.up(upper)) }

  // MARK: Rounding outward

  /// A float that is no less than the next one above x, and so no less than any real that rounds to x. Infinity for NaN.
  ///
  /// With u = 2^-53 the unit roundoff, `e = u (1 + 2 u) |x| + 2^-1022` exceeds half the distance to the neighbor above: for
  /// `2^k <= |x| < 2^(k+1)` that distance is at most `2^k 2u`, and `u (1 + 2u) 2^k` is a float above half of it (products and
  /// sums round monotonically; below `2^-969` the second term alone suffices). The exact `x + e` therefore lies beyond the
  /// midpoint of x and its neighbor, and rounds to the neighbor or beyond. After Rump, Zimmermann, Boldo and Melquiond,
  /// "Computing predecessor and successor in rounding to nearest" (2009), with a normal number in place of the least subnormal
  /// one. It holds with and without fused multiply-add, needs no branch, and costs no more than three operations.
  @inlinable @inline(__always)
  static func up(_ x: Double) -> Double {
    let y = x + (0x1.0000000000001p-53 * x.magnitude + 0x1p-1022)
    return y == y ? y : .infinity
  }

  /// The same below. Minus infinity for NaN.
  @inlinable @inline(__always)
  static func down(_ x: Double) -> Double {
    let y = x - (0x1.0000000000001p-53 * x.magnitude + 0x1p-1022)
    return y == y ? y : -.infinity
  }

  // MARK: Questions

  /// Whether a number is a member.
  @inlinable @inline(__always)
  public func contains(_ number: Double) -> Bool { lower <= number && number <= upper }

  /// Whether every member of another interval is one of this.
  @inlinable @inline(__always)
  public func contains(_ other: Interval) -> Bool { lower <= other.lower && other.upper <= upper }

  /// Whether it holds 0 and nothing else.
  @inlinable @inline(__always)
  public var isZero: Bool { lower == 0 && upper == 0 }

  /// Whether both ends are finite.
  public var isBounded: Bool { lower > -.infinity && upper < .infinity }

  /// A float of the interval, near its middle. 0 where it is unbounded on both sides.
  @inlinable @inline(__always)
  public var middle: Double {
    if lower == -.infinity { return upper == .infinity ? 0 : upper }
    if upper == .infinity { return lower }
    // Halves first: the sum of the ends may overflow. Rounding is monotone, so this stays inside.
    return Swift.min(Swift.max(0.5 * lower + 0.5 * upper, lower), upper)
  }

  /// At least the distance between the ends.
  public var width: Double { Self.up(upper - lower) }

  /// The greatest absolute value of a member.
  @inlinable @inline(__always)
  public var magnitude: Double { Swift.max(-lower, upper) }

  /// The least interval that holds both.
  @inlinable @inline(__always)
  public func hull(_ other: Interval) -> Interval {
    Interval(unchecked: Self.lesser(lower, other.lower), Self.greater(upper, other.upper))
  }

  /// What both have in common; nil for nothing.
  @inlinable @inline(__always)
  public func intersection(_ other: Interval) -> Interval? {
    let (low, high) = (Self.greater(lower, other.lower), Self.lesser(upper, other.upper))
    return low <= high ? Interval(unchecked: low, high) : nil
  }

  /// What both have in common, of two enclosures of the same value. Were there nothing, one would have been wrong.
  @inlinable @inline(__always)
  func tightened(by other: Interval) -> Interval { intersection(other) ?? .entire }

  @inlinable @inline(__always)
  static func lesser(_ a: Double, _ b: Double) -> Double { b < a ? b : a }
  @inlinable @inline(__always)
  static func greater(_ a: Double, _ b: Double) -> Double { b > a ? b : a }
}

extension Interval: CustomStringConvertible {
  /// Both ends, with all digits.
  public var description: String { "[\(lower), \(upper)]" }
}
