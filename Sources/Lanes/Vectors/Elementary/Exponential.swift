extension SIMD16 where Scalar == Float {
  /// `e^x`, off by at most 1.1 ulp.
  ///
  /// `2^n e^r` with `n = round(x / ln 2)` and a polynomial of degree 6 in r. Where `e^x` is below the least normal float, 1.2e-38,
  /// it is zero: many processors are slow with subnormal numbers. Infinite from 88.73 on; NaN of NaN.
  @inlinable @inline(__always)
  public static func exp(_ x: Self) -> Self {
    let clamped = maximum(x, Self(repeating: leastExponent))
    let (n, tail) = powerAndTail(clamped.replacing(with: 88.73, where: clamped .> 88.73))
    // 2^n is applied in two halves, because 2^128 is no float32.
    let half = n &>> 1
    let bias = SIMD16<Int32>(repeating: 127)
    let first = Self(bits: (half &+ bias) &<< 23)
    let second = Self(bits: (n &- half &+ bias) &<< 23)
    return (first.addingProduct(first, tail) * second).replacing(with: 0, where: x .< leastExponent)
  }

  /// `e^x` for x up to 0: the bits of `exp` (without fused multiply-adds, but for the last ones of results near the least
  /// float), in two thirds of the operations. No power of two overflows here, so it is applied in one piece. NaN of NaN.
  @inlinable @inline(__always)
  public static func expOfNonPositive(_ x: Self) -> Self {
    let (n, tail) = powerAndTail(maximum(x, Self(repeating: leastExponent)))
    let power = Self(bits: (n &+ 127) &<< 23)
    return power.addingProduct(power, tail).replacing(with: 0, where: x .< leastExponent)
  }

  /// n and t of `e^x = 2^n (1 + t)`, for x between `leastExponent` and 88.73.
  @inlinable @inline(__always)
  static func powerAndTail(_ x: Self) -> (n: SIMD16<Int32>, tail: Self) {
    let shifted = Self(repeating: rounder).addingProduct(1.442_695_04, x)
    let n = shifted - rounder
    // ln 2 in two parts, of which n times the first is exact.
    let r = x.addingProduct(-0.693_359_375, n).addingProduct(2.121_944_4e-4, n)
    var p = Self(repeating: 0.001_394_169_8)
    p = Self(repeating: 0.008_368_731_7).addingProduct(p, r)
    p = Self(repeating: 0.041_666_390_4).addingProduct(p, r)
    p = Self(repeating: 0.166_665_205_4).addingProduct(p, r)
    p = Self(repeating: 0.5).addingProduct(p, r)
    return (shifted.bits &- Int32(bitPattern: rounder.bitPattern), r.addingProduct(p, r * r))
  }

  /// Where `e^x` is the least normal float.
  @inlinable @inline(__always)
  static var leastExponent: Float { -87.336_54 }
}
