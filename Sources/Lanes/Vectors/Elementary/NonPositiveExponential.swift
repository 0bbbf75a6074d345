extension SIMD16 where Scalar == Float {
  /// `e^x` for x up to 0: the bits of `exp` (without fused multiply-adds, but for the last ones of results near the least
  /// float), in two thirds of the operations. No power of two overflows here, so it is applied in one piece. NaN of NaN.
  @inlinable @inline(__always)
  public static func expOfNonPositive(_ x: Self) -> Self {
    let least: Float = -87.336_54
    let bounded = maximum(x, Self(repeating: least))
    let shifted = Self(repeating: rounder).addingProduct(1.442_695_04, bounded)
    let n = shifted - rounder
    let r = bounded.addingProduct(-0.693_359_375, n).addingProduct(2.121_944_4e-4, n)
    var p = Self(repeating: 0.001_394_169_8)
    p = Self(repeating: 0.008_368_731_7).addingProduct(p, r)
    p = Self(repeating: 0.041_666_390_4).addingProduct(p, r)
    p = Self(repeating: 0.166_665_205_4).addingProduct(p, r)
    p = Self(repeating: 0.5).addingProduct(p, r)
    let tail = r.addingProduct(p, r * r)
    let power = Self(bits: (shifted.bits &+ (127 &- Int32(bitPattern: rounder.bitPattern))) &<< 23)
    return power.addingProduct(power, tail).replacing(with: 0, where: x .< least)
  }
}
