extension LaneVector {
  /// The sums of the lanes of sixteen vectors, each bit for bit its vector's `laneSum`.
  @inlinable @inline(__always)
  public static func laneSums(_ vectors: InlineArray<16, Self>) -> InlineArray<16, Scalar> {
    var sums = InlineArray<16, Scalar>(repeating: 0)
    for k in 0..<16 { sums[k] = vectors[k].laneSum }
    return sums
  }
}

extension SIMD16 where Scalar == Float {
  /// The sums of the lanes of sixteen vectors, each bit for bit its vector's `laneSum`: two vectors are folded into one at every
  /// step, so that no lane is idle and sixteen sums cost fifteen additions.
  @inlinable @inline(__always)
  public static func laneSums(_ vectors: InlineArray<16, Self>) -> InlineArray<16, Scalar> {
    let twos = (foldTwos(quarters(vectors, 0), quarters(vectors, 4)), foldTwos(quarters(vectors, 8), quarters(vectors, 12)))
    return unsafeBitCast(foldOnes(twos.0, twos.1), to: InlineArray<16, Scalar>.self)
  }

  /// Four vectors, each folded into a quarter of one.
  @inlinable @inline(__always)
  static func quarters(_ v: InlineArray<16, Self>, _ k: Int) -> Self {
    foldFours(foldEights(v[k], v[k + 1]), foldEights(v[k + 2], v[k + 3]))
  }

  /// Lanes l and l + 8 of each vector.
  @inlinable @inline(__always)
  static func foldEights(_ a: Self, _ b: Self) -> Self {
    Self(lowHalf: a.lowHalf, highHalf: b.lowHalf) + Self(lowHalf: a.highHalf, highHalf: b.highHalf)
  }

  /// Lanes l and l + 4 of each half.
  @inlinable @inline(__always)
  static func foldFours(_ a: Self, _ b: Self) -> Self {
    let low = Self(
      lowHalf: SIMD8(lowHalf: a.lowHalf.lowHalf, highHalf: a.highHalf.lowHalf),
      highHalf: SIMD8(lowHalf: b.lowHalf.lowHalf, highHalf: b.highHalf.lowHalf))
    let high = Self(
      lowHalf: SIMD8(lowHalf: a.lowHalf.highHalf, highHalf: a.highHalf.highHalf),
      highHalf: SIMD8(lowHalf: b.lowHalf.highHalf, highHalf: b.highHalf.highHalf))
    return low + high
  }

  /// Lanes l and l + 2 of each quarter: pairs of lanes move as one.
  @inlinable @inline(__always)
  static func foldTwos(_ a: Self, _ b: Self) -> Self {
    let (x, y) = (unsafeBitCast(a, to: SIMD8<Double>.self), unsafeBitCast(b, to: SIMD8<Double>.self))
    let low = SIMD8(lowHalf: x.evenHalf, highHalf: y.evenHalf)
    let high = SIMD8(lowHalf: x.oddHalf, highHalf: y.oddHalf)
    return unsafeBitCast(low, to: Self.self) + unsafeBitCast(high, to: Self.self)
  }

  /// Neighboring lanes.
  @inlinable @inline(__always)
  static func foldOnes(_ a: Self, _ b: Self) -> Self {
    Self(lowHalf: a.evenHalf, highHalf: b.evenHalf) + Self(lowHalf: a.oddHalf, highHalf: b.oddHalf)
  }
}
