import CLanes

/// Sixteen problems in float32: the vector of the fast engine. One AVX-512 register, two of AVX, four of NEON.
public typealias Lane = SIMD16<Float>

// `pointwiseMax`, `rounded` and float-to-int conversions are scalar loops in Swift 6.3: hence the comparisons, the
// rounding constant and the bit casts below, each of which is a single instruction a vector.
extension SIMD16: LaneVector where Scalar == Float {
  /// Sixteen.
  @inlinable @inline(__always)
  public static var laneCount: Int { 16 }

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

  /// `e^x = 2^n e^r` with `n = round(x / ln 2)` and a degree-6 polynomial in r; zero below -87.3, and the largest power
  /// of two's worth at 88.7. Error: below 1 ulp of float32.
  @inlinable @inline(__always)
  public static func exp(_ x: Self) -> Self {
    let clamped = maximum(x, Self(repeating: -87.33))
    let bounded = clamped.replacing(with: 88.72, where: clamped .> 88.72)
    // Adding 1.5 * 2^23 leaves the nearest integer in the low bits of the sum.
    let magic: Float = 12_582_912
    let shifted = Self(repeating: magic).addingProduct(1.442_695_04, bounded)
    let n = shifted - magic
    // ln 2 in two parts, so that n ln 2 loses nothing.
    let r = bounded.addingProduct(-0.693_359_375, n).addingProduct(2.121_944_4e-4, n)
    var p = Self(repeating: 0.001_394_169_8)
    p = Self(repeating: 0.008_368_731_7).addingProduct(p, r)
    p = Self(repeating: 0.041_666_390_4).addingProduct(p, r)
    p = Self(repeating: 0.166_665_205_4).addingProduct(p, r)
    p = Self(repeating: 0.5).addingProduct(p, r)
    let tail = r.addingProduct(p, r * r)
    // 2^n is applied in two halves, because 2^128 is no float32.
    let bits = unsafeBitCast(shifted, to: SIMD16<Int32>.self) &- Int32(bitPattern: magic.bitPattern)
    let half = bits &>> 1
    let one = SIMD16<Int32>(repeating: 127)
    let first = unsafeBitCast((half &+ one) &<< 23, to: Self.self)
    let second = unsafeBitCast((bits &- half &+ one) &<< 23, to: Self.self)
    let y = (first.addingProduct(first, tail)) * second
    return y.replacing(with: 0, where: x .< -87.33)
  }

  /// `log(2^k m) = k ln 2 + 2 atanh((m - 1) / (m + 1))` with m in [sqrt 1/2, sqrt 2).
  @inlinable @inline(__always)
  public static func log(_ x: Self) -> Self {
    let bits = unsafeBitCast(x, to: SIMD16<Int32>.self)
    let k = (bits &- 0x3f35_04f3) &>> 23
    let m = unsafeBitCast(bits &- (k &<< 23), to: Self.self)
    // An integer below 2^22 becomes a float by writing it into the low bits of 1.5 * 2^23.
    let magic: Float = 12_582_912
    let exponent = unsafeBitCast(k &+ Int32(bitPattern: magic.bitPattern), to: Self.self) - magic
    let f = m - 1
    let s = f / (f + 2)
    let z = s * s
    var p = Self(repeating: 0.233_322_642)
    p = Self(repeating: 0.285_507_415).addingProduct(p, z)
    p = Self(repeating: 0.400_001_227).addingProduct(p, z)
    p = Self(repeating: 0.666_666_666).addingProduct(p, z)
    let small = (2 * s).addingProduct(exponent, Self(repeating: -2.121_944_4e-4))
    return small.addingProduct(p * z, s).addingProduct(0.693_359_375, exponent)
  }

  /// An odd polynomial up to 1, and `1 - exp(-P(|x|))` beyond, where P fits `-log erfc`. Error: below 2 ulp of float32.
  @inlinable @inline(__always)
  public static func erf(_ x: Self) -> Self {
    let sign = unsafeBitCast(x, to: SIMD16<UInt32>.self) & 0x8000_0000
    let magnitude = unsafeBitCast(unsafeBitCast(x, to: SIMD16<UInt32>.self) & 0x7fff_ffff, to: Self.self)
    let s = x * x
    var inner = Self(repeating: 7.889_119_5e-5)
    inner = Self(repeating: -8.020_841_3e-4).addingProduct(inner, s)
    inner = Self(repeating: 5.189_535_3e-3).addingProduct(inner, s)
    inner = Self(repeating: -2.685_444_5e-2).addingProduct(inner, s)
    inner = Self(repeating: 0.112_836_002).addingProduct(inner, s)
    inner = Self(repeating: -0.376_126_271).addingProduct(inner, s)
    inner = Self(repeating: 0.128_379_166).addingProduct(inner, s)
    let near = x.addingProduct(inner, x)

    let t = magnitude.replacing(with: 4, where: magnitude .> 4)
    var outer = Self(repeating: -1.879_725_517e-4)
    outer = Self(repeating: 2.964_014_3e-3).addingProduct(outer, t)
    outer = Self(repeating: -2.190_650_8e-2).addingProduct(outer, t)
    outer = Self(repeating: 0.103_256_267).addingProduct(outer, t)
    outer = Self(repeating: 0.637_964_927).addingProduct(outer, t)
    outer = Self(repeating: 1.127_202_319).addingProduct(outer, t)
    outer = Self(repeating: 3.124_597_54e-4).addingProduct(outer, t)
    let far = 1 - exp(-outer)
    let signed = unsafeBitCast(unsafeBitCast(far, to: SIMD16<UInt32>.self) | sign, to: Self.self)
    return near.replacing(with: signed, where: magnitude .> 1)
  }
}
