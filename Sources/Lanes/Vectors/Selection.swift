// What the search for the greatest of many vectors needs: each is a comparison into a mask and a blend.

extension SIMD16 where Scalar == Float {
  /// `other` in the lanes where `a` exceeds `b`, this vector elsewhere.
  @inlinable @inline(__always)
  public func replacing(with other: Self, where a: Self, exceeds b: Self) -> Self { replacing(with: other, where: a .> b) }

  /// `value` in the lanes where `x` is no number, this vector elsewhere.
  @inlinable @inline(__always)
  public func replacing(with value: Scalar, whereNotANumber x: Self) -> Self { replacing(with: value, where: x .!= x) }
}

extension SIMD8 where Scalar == Double {
  /// `other` in the lanes where `a` exceeds `b`, this vector elsewhere.
  @inlinable @inline(__always)
  public func replacing(with other: Self, where a: Self, exceeds b: Self) -> Self { replacing(with: other, where: a .> b) }

  /// `value` in the lanes where `x` is no number, this vector elsewhere.
  @inlinable @inline(__always)
  public func replacing(with value: Scalar, whereNotANumber x: Self) -> Self { replacing(with: value, where: x .!= x) }
}
