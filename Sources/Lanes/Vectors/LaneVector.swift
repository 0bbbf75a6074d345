/// A vector whose lanes are problems: lane `l` of every vector of a block belongs to the block's `l`-th problem.
///
/// Every kernel is written once, generic over this protocol, so the fast float32 engine and the float64 one that checks it
/// run the same steps. A conforming type supplies arithmetic, a multiply-add and the elementary functions a
/// transformer needs.
public protocol LaneVector: Sendable {
  /// The type of one lane, and of the weights, which are the same for all lanes.
  associatedtype Scalar: BinaryFloatingPoint & SIMDScalar & Sendable

  /// How many problems a vector carries.
  static var laneCount: Int { get }

  /// The same value in every lane.
  init(repeating value: Scalar)
  /// One problem's number.
  subscript(lane: Int) -> Scalar { get set }

  // Arithmetic, lane by lane; a scalar stands for a vector of its own.
  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  static func * (a: Scalar, b: Self) -> Self
  static func / (a: Self, b: Self) -> Self
  static func += (a: inout Self, b: Self)
  static func -= (a: inout Self, b: Self)
  static func *= (a: inout Self, b: Self)

  /// `self + a * b`, rounded once where the processor has a fused multiply-add, after each operation where it has none.
  func addingProduct(_ a: Self, _ b: Self) -> Self
  /// `self + a * b` with the same `a` in every lane.
  func addingProduct(_ a: Scalar, _ b: Self) -> Self
  /// The square root of every lane, correctly rounded; NaN of negative numbers.
  func squareRoot() -> Self

  /// The greater of two vectors, lane by lane.
  static func maximum(_ a: Self, _ b: Self) -> Self
  /// The sum of all lanes, added pairwise in a fixed order.
  var laneSum: Scalar { get }
  /// The sums of the lanes of sixteen vectors, each bit for bit its vector's `laneSum`.
  static func laneSums(_ vectors: InlineArray<16, Self>) -> InlineArray<16, Scalar>

  /// `value` in the lanes where `labels` equals `label`, this vector elsewhere.
  func replacing(with value: Scalar, where labels: Self, equal label: Scalar) -> Self
  /// This vector plus `other` in the lanes where `labels` equals `label`, this vector elsewhere.
  func adding(_ other: Self, where labels: Self, equal label: Scalar) -> Self
  /// This vector in the lanes where `labels` equals `label`, zero elsewhere.
  func masked(where labels: Self, equal label: Scalar) -> Self
  /// `other` in the lanes where `a` exceeds `b`, this vector elsewhere.
  func replacing(with other: Self, where a: Self, exceeds b: Self) -> Self
  /// `value` in the lanes where `x` is no number, this vector elsewhere.
  func replacing(with value: Scalar, whereNotANumber x: Self) -> Self

  /// In each lane the entry of `table` that the lane's label, a whole number below `laneCount`, names.
  static func lookUp(_ labels: Self, in table: Self) -> Self

  /// `e^x`.
  static func exp(_ x: Self) -> Self
  /// `e^x` for x up to 0, the bits of `exp`: what a softmax needs.
  static func expOfNonPositive(_ x: Self) -> Self
  /// The natural logarithm.
  static func log(_ x: Self) -> Self
  /// The error function `2/sqrt(pi) * integral of exp(-t^2) from 0 to x`.
  static func erf(_ x: Self) -> Self
  /// The hyperbolic tangent.
  static func tanh(_ x: Self) -> Self
}

extension LaneVector {
  /// All lanes zero.
  @inlinable @inline(__always)
  public static var zero: Self { Self(repeating: 0) }

  /// `1 / (1 + e^-x)`.
  @inlinable @inline(__always)
  public static func sigmoid(_ x: Self) -> Self {
    let one = Self(repeating: 1)
    return one / (one + exp(-1 * x))
  }

  /// `1 / sqrt(x)`, off by at most 1.5 ulp: infinite of zero, NaN of negative numbers and NaN.
  ///
  /// A root and a division, both correctly rounded: the processors' own estimates, from which Newton's method could start, differ
  /// from maker to maker, and so would the bits of a training.
  @inlinable @inline(__always)
  public static func rsqrt(_ x: Self) -> Self { Self(repeating: 1) / x.squareRoot() }
}
