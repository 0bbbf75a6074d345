extension SIMD16 where Scalar == Float {
  /// The natural logarithm, off by at most 2 ulp: minus infinity of zero, NaN of negative numbers and NaN.
  ///
  /// `log(2^k m) = k ln 2 + 2 atanh((m - 1) / (m + 1))` with m in [sqrt 1/2, sqrt 2).
  @inlinable @inline(__always)
  public static func log(_ x: Self) -> Self {
    // Subnormal numbers have no exponent of their own and are made normal first.
    let isSubnormal = x .< Float.leastNormalMagnitude
    let scaled = x.replacing(with: 0x1p23 * x, where: isSubnormal)
    let k = (scaled.bits &- 0x3f35_04f3) &>> 23
    let m = Self(bits: scaled.bits &- (k &<< 23))
    let integer = Self(bits: k &+ Int32(bitPattern: rounder.bitPattern)) - rounder
    let exponent = integer.replacing(with: integer - 23, where: isSubnormal)
    let f = m - 1
    let s = f / (f + 2)
    let z = s * s
    var p = Self(repeating: 0.233_322_642)
    p = Self(repeating: 0.285_507_415).addingProduct(p, z)
    p = Self(repeating: 0.400_001_227).addingProduct(p, z)
    p = Self(repeating: 0.666_666_666).addingProduct(p, z)
    let small = (2 * s).addingProduct(exponent, Self(repeating: -2.121_944_4e-4))
    let y = small.addingProduct(p * z, s).addingProduct(0.693_359_375, exponent)
    return y.replacing(with: x + x, where: .!(x .< Float.infinity))
      .replacing(with: -Float.infinity, where: x .== 0)
      .replacing(with: Float.nan, where: x .< 0)
  }
}
