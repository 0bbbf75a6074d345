import CLanes
import Foundation

/// Eight problems in float64, with libm's elementary functions: the engine that checks the fast one.
public typealias ExactLane = SIMD8<Double>

extension SIMD8: LaneVector where Scalar == Double {
  /// Eight.
  @inlinable @inline(__always)
  public static var laneCount: Int { 8 }

  /// `self + a * b`, rounded once where the processor has a fused multiply-add, after each operation where it has none.
  @inlinable @inline(__always)
  public func addingProduct(_ a: Self, _ b: Self) -> Self { carry_add_product_double8(self, a, b) }

  /// `self + a * b` with the same `a` in every lane.
  @inlinable @inline(__always)
  public func addingProduct(_ a: Scalar, _ b: Self) -> Self { addingProduct(Self(repeating: a), b) }

  /// The square root of every lane, correctly rounded; NaN of negative numbers.
  @inlinable @inline(__always)
  public func squareRoot() -> Self { carry_square_root_double8(self) }

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
  public var laneSum: Double { carry_sum_double8(self) }

  /// In each lane the entry of `table` that the lane's label, a whole number below eight, names.
  @inlinable
  public static func lookUp(_ labels: Self, in table: Self) -> Self { each(labels) { table[Int($0)] } }

  /// libm's `exp`, lane by lane.
  @inlinable
  public static func exp(_ x: Self) -> Self { each(x) { Foundation.exp($0) } }
  /// libm's `exp`, lane by lane.
  @inlinable
  public static func expOfNonPositive(_ x: Self) -> Self { exp(x) }
  /// libm's `log`, lane by lane.
  @inlinable
  public static func log(_ x: Self) -> Self { each(x) { Foundation.log($0) } }
  /// libm's `erf`, lane by lane.
  @inlinable
  public static func erf(_ x: Self) -> Self { each(x) { Foundation.erf($0) } }
  /// libm's `tanh`, lane by lane.
  @inlinable
  public static func tanh(_ x: Self) -> Self { each(x) { Foundation.tanh($0) } }

  @inlinable @inline(__always)
  static func each(_ x: Self, _ f: (Double) -> Double) -> Self {
    var y = x
    for lane in 0..<8 { y[lane] = f(x[lane]) }
    return y
  }
}
