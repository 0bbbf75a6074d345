extension SIMD16 where Scalar == Float {
  /// `e^x` for x up to 0, the same bits as `exp`'s: no power of two overflows here, so it is applied in one piece.
  @inlinable @inline(__always)
  public static func expOfNonPositive(_ x: Self) -> Self {
    let bounded = maximum(x, Self(repeating: -87.33))
    let magic: Float = 12_582_912
    let shifted = Self(repeating: magic).addingProduct(1.442_695_04, bounded)
    let n = shifted - magic
    let r = bounded.addingProduct(-0.693_359_375, n).addingProduct(2.121_944_4e-4, n)
    var p = Self(repeating: 0.001_394_169_8)
    p = Self(repeating: 0.008_368_731_7).addingProduct(p, r)
    p = Self(repeating: 0.041_666_390_4).addingProduct(p, r)
    p = Self(repeating: 0.166_665_205_4).addingProduct(p, r)
    p = Self(repeating: 0.5).addingProduct(p, r)
    let tail = r.addingProduct(p, r * r)
    let exponent = unsafeBitCast(shifted, to: SIMD16<Int32>.self) &+ (127 &- Int32(bitPattern: magic.bitPattern))
    let power = unsafeBitCast(exponent &<< 23, to: Self.self)
    return power.addingProduct(power, tail).replacing(with: 0, where: x .< -87.33)
  }
}

extension SIMD8 where Scalar == Double {
  /// `e^x` for x up to 0: libm's.
  @inlinable
  public static func expOfNonPositive(_ x: Self) -> Self { exp(x) }
}
