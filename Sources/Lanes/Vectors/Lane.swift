import CLanes

/// Sixteen problems in float32: the vector of the fast engine. One AVX-512 register, two of AVX, four of NEON.
public typealias Lane = SIMD16<Float>

// `pointwiseMax`, `rounded` and float-to-int conversions are scalar loops in Swift 6.3: hence comparisons and blends here, and
// the bits of floats in the elementary functions, each of which is a single instruction a vector.
extension SIMD16: LaneVector where Scalar == Float {
  /// Sixteen.
  @inlinable @inline(__always)
  public static var laneCount: Int { 16 }

  /// Whether this build is for processors that round `a * b + c` once. If not, sums of products lose up to twice as much, and a
  /// training takes another course.
  @inlinable @inline(__always)
  public static var hasFusedMultiplyAdd: Bool { carry_has_fused_multiply_add != 0 }

  /// `self + a * b`, rounded once where the processor has a fused multiply-add, after each operation where it has none.
  @inlinable @inline(__always)
  public func addingProduct(_ a: Self, _ b: Self) -> Self { carry_add_product_float16(self, a, b) }

  /// `self + a * b` with the same `a` in every lane.
  @inlinable @inline(__always)
  public func addingProduct(_ a: Scalar, _ b: Self) -> Self { addingProduct(Self(repeating: a), b) }

  /// The square root of every lane, correctly rounded; NaN of negative numbers.
  @inlinable @inline(__always)
  public func squareRoot() -> Self { carry_square_root_float16(self) }

  /// The greater of two vectors, lane by lane.
  @inlinable @inline(__always)
  public static func maximum(_ a: Self, _ b: Self) -> Self { a.replacing(with: b, where: b .> a) }

  /// `value` in the lanes where `labels` equals `label`, this vector elsewhere.
  @inlinable @inline(__always)
  public func replacing(with value: Scalar, where labels: Self, equal label: Scalar) -> Self {
    replacing(with: value, where: labels .== label)
  }

  /// This vector in the lanes where `labels` equals `label`, zero elsewhere.
  @inlinable @inline(__always)
  public func masked(where labels: Self, equal label: Scalar) -> Self {
    Self(repeating: 0).replacing(with: self, where: labels .== label)
  }

  /// The sum of all lanes, added pairwise in a fixed order.
  @inlinable @inline(__always)
  public var laneSum: Float { carry_sum_float16(self) }
}
