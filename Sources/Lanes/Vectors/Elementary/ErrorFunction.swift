extension SIMD16 where Scalar == Float {
  /// The error function, off by at most 1.6 ulp; NaN of NaN.
  ///
  /// An odd polynomial up to 1, and `1 - exp(-P(|x|))` beyond, where P fits `-log erfc`.
  @inlinable @inline(__always)
  public static func erf(_ x: Self) -> Self {
    let s = x * x
    var inner = Self(repeating: 7.889_119_5e-5)
    inner = Self(repeating: -8.020_841_3e-4).addingProduct(inner, s)
    inner = Self(repeating: 5.189_535_3e-3).addingProduct(inner, s)
    inner = Self(repeating: -2.685_444_5e-2).addingProduct(inner, s)
    inner = Self(repeating: 0.112_836_002).addingProduct(inner, s)
    inner = Self(repeating: -0.376_126_271).addingProduct(inner, s)
    inner = Self(repeating: 0.128_379_166).addingProduct(inner, s)
    let near = x.addingProduct(inner, x)

    let magnitude = x.magnitude
    let t = magnitude.replacing(with: 4, where: magnitude .> 4)
    var outer = Self(repeating: -1.879_725_517e-4)
    outer = Self(repeating: 2.964_014_3e-3).addingProduct(outer, t)
    outer = Self(repeating: -2.190_650_8e-2).addingProduct(outer, t)
    outer = Self(repeating: 0.103_256_267).addingProduct(outer, t)
    outer = Self(repeating: 0.637_964_927).addingProduct(outer, t)
    outer = Self(repeating: 1.127_202_319).addingProduct(outer, t)
    outer = Self(repeating: 3.124_597_54e-4).addingProduct(outer, t)
    let far = 1 - exp(-outer)
    return near.replacing(with: far.signed(like: x), where: magnitude .> 1)
  }
}
