// Operations in some of the lanes: each is a comparison into a mask and a masked instruction.

extension SIMD16 where Scalar == Float {
  /// This vector plus `other` in the lanes where `labels` equals `label`, this vector elsewhere.
  @inlinable @inline(__always)
  public func adding(_ other: Self, where labels: Self, equal label: Scalar) -> Self {
    replacing(with: self + other, where: labels .== label)
  }

  /// `other` in the lanes where `a` exceeds `b`, this vector elsewhere.
  @inlinable @inline(__always)
  public func replacing(with other: Self, where a: Self, exceeds b: Self) -> Self { replacing(with: other, where: a .> b) }

  /// `value` in the lanes where `x` is no number, this vector elsewhere.
  @inlinable @inline(__always)
  public func replacing(with value: Scalar, whereNotANumber x: Self) -> Self { replacing(with: value, where: x .!= x) }
}

extension SIMD8 where Scalar == Double {
  /// This vector plus `other` in the lanes where `labels` equals `label`, this vector elsewhere.
  @inlinable @inline(__always)
  public func adding(_ other: Self, where labels: Self, equal label: Scalar) -> Self {
    replacing(with: self + other, where: labels .== label)
  }

  /// `other` in the lanes where `a` exceeds `b`, this vector elsewhere.
  @inlinable @inline(__always)
  public func replacing(with other: Self, where a: Self, exceeds b: Self) -> Self { replacing(with: other, where: a .> b) }

  /// `value` in the lanes where `x` is no number, this vector elsewhere.
  @inlinable @inline(__always)
  public func replacing(with value: Scalar, whereNotANumber x: Self) -> Self { replacing(with: value, where: x .!= x) }
}
