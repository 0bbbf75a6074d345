extension SIMD16 where Scalar == Float {
  /// Every lane's sign, exponent and fraction as one integer.
  @inlinable @inline(__always)
  var bits: SIMD16<Int32> { unsafeBitCast(self, to: SIMD16<Int32>.self) }

  /// The floats of given bits.
  @inlinable @inline(__always)
  init(bits: SIMD16<Int32>) { self = unsafeBitCast(bits, to: Self.self) }

  /// Every lane without its sign.
  @inlinable @inline(__always)
  var magnitude: Self { Self(bits: bits & Int32.max) }

  /// This vector with another's signs; it has none of its own, or the same.
  @inlinable @inline(__always)
  func signed(like other: Self) -> Self { Self(bits: bits | (other.bits & Int32.min)) }

  /// 1.5 * 2^23. A float whose magnitude is below 2^22 is rounded to an integer when it is added, and the sum holds that integer
  /// in its low bits: a conversion between float and integer, which Swift 6.3 does lane by lane, in one addition.
  @inlinable @inline(__always)
  static var rounder: Float { 12_582_912 }
}
