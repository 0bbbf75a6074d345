/// Causal scaled dot-product attention of one head, in three steps that can each be watched and intervened on:
/// `scores = q k^T scale`, `pattern = softmax(scores)` over the keys up to the query, `z = pattern v`. Vaswani et al. 2017.
///
/// All backward passes add to the gradients they write.
public enum CausalAttention {
  // MARK: Scores

  /// `scores[query][key] = scale * sum over d of q[query][d] k[key][d]` for every key up to the query.
  @inlinable @inline(__always)
  public static func scores<V: LaneVector>(
    _ q: Rows<V>, _ k: Rows<V>, width: Int, scale: V.Scalar, into scores: Triangle<V>, queries: Range<Int>
  ) {
    dots(q, k, width: width, scale: scale, into: scores, adds: false, queries: queries)
  }

  /// `dq[query] += scale * sum over keys of ds k[key]`, `dk[key] += scale * sum over queries of ds q[query]`.
  @inlinable @inline(__always)
  public static func scoresBackward<V: LaneVector>(
    _ q: Rows<V>, _ k: Rows<V>, width: Int, scale: V.Scalar, _ ds: Triangle<V>, dq: Rows<V>, dk: Rows<V>,
    queries: Range<Int>
  ) {
    mixRows(ds, k, width: width, scale: scale, into: dq, adds: true, queries: queries)
    mixColumns(ds, q, width: width, scale: scale, into: dk, queries: queries)
  }

  // MARK: Pattern

  /// The softmax of each query's scores over its keys.
  @inlinable @inline(__always)
  public static func softmax<V: LaneVector>(_ scores: Triangle<V>, into pattern: Triangle<V>, queries: Range<Int>) {
    for query in queries {
      let (s, p) = (scores[query], pattern[query])
      var highest = s[0]
      for key in 0...query { highest = V.maximum(highest, s[key]) }
      var sum = V.zero
      for key in 0...query {
        let e = V.exp(s[key] - highest)
        p[key] = e
        sum += e
      }
      let inverse = V(repeating: 1) / sum
      for key in 0...query { p[key] *= inverse }
    }
  }

  /// `ds += p (dp - sum over keys of p dp)`.
  @inlinable @inline(__always)
  public static func softmaxBackward<V: LaneVector>(
    _ pattern: Triangle<V>, _ dp: Triangle<V>, into ds: Triangle<V>, queries: Range<Int>
  ) {
    for query in queries {
      let (p, g, s) = (pattern[query], dp[query], ds[query])
      var dot = V.zero
      for key in 0...query { dot = dot.addingProduct(p[key], g[key]) }
      for key in 0...query { s[key] += p[key] * (g[key] - dot) }
    }
  }

  // MARK: Mixing values

  /// `z[query] = sum over keys of pattern[query][key] v[key]`.
  @inlinable @inline(__always)
  public static func mix<V: LaneVector>(
    _ pattern: Triangle<V>, _ v: Rows<V>, width: Int, into z: Rows<V>, queries: Range<Int>
  ) {
    mixRows(pattern, v, width: width, scale: 1, into: z, adds: false, queries: queries)
  }

  /// `dp[query][key] += dz[query] v[key]`, `dv[key] += sum over queries of pattern[query][key] dz[query]`.
  @inlinable @inline(__always)
  public static func mixBackward<V: LaneVector>(
    _ pattern: Triangle<V>, _ v: Rows<V>, width: Int, _ dz: Rows<V>, dp: Triangle<V>, dv: Rows<V>, queries: Range<Int>
  ) {
    dots(dz, v, width: width, scale: 1, into: dp, adds: true, queries: queries)
    mixColumns(pattern, dz, width: width, scale: 1, into: dv, queries: queries)
  }

  // MARK: Dispatch over the head's width

  @inlinable @inline(__always)
  static func dots<V: LaneVector>(
    _ x: Rows<V>, _ y: Rows<V>, width: Int, scale: V.Scalar, into t: Triangle<V>, adds: Bool, queries: Range<Int>
  ) {
    var first = 0
    while first < width {
      let part = min(8, width - first)
      let (xs, ys) = (Rows(x.base + first, stride: x.stride), Rows(y.base + first, stride: y.stride))
      let isSum = adds || first > 0
      switch part {
      case 8: Head<8, V>.dots(xs, ys, scale, t, isSum, queries)
      case 7: Head<7, V>.dots(xs, ys, scale, t, isSum, queries)
      case 6: Head<6, V>.dots(xs, ys, scale, t, isSum, queries)
      case 5: Head<5, V>.dots(xs, ys, scale, t, isSum, queries)
      case 4: Head<4, V>.dots(xs, ys, scale, t, isSum, queries)
      case 3: Head<3, V>.dots(xs, ys, scale, t, isSum, queries)
      case 2: Head<2, V>.dots(xs, ys, scale, t, isSum, queries)
      default: Head<1, V>.dots(xs, ys, scale, t, isSum, queries)
      }
      first += part
    }
  }

  @inlinable @inline(__always)
  static func mixRows<V: LaneVector>(
    _ t: Triangle<V>, _ x: Rows<V>, width: Int, scale: V.Scalar, into y: Rows<V>, adds: Bool, queries: Range<Int>
  ) {
    var first = 0
    while first < width {
      let part = min(8, width - first)
      let (xs, ys) = (Rows(x.base + first, stride: x.stride), Rows(y.base + first, stride: y.stride))
      switch part {
      case 8: Head<8, V>.mixRows(t, xs, scale, ys, adds, queries)
      case 7: Head<7, V>.mixRows(t, xs, scale, ys, adds, queries)
      case 6: Head<6, V>.mixRows(t, xs, scale, ys, adds, queries)
      case 5: Head<5, V>.mixRows(t, xs, scale, ys, adds, queries)
      case 4: Head<4, V>.mixRows(t, xs, scale, ys, adds, queries)
      case 3: Head<3, V>.mixRows(t, xs, scale, ys, adds, queries)
      case 2: Head<2, V>.mixRows(t, xs, scale, ys, adds, queries)
      default: Head<1, V>.mixRows(t, xs, scale, ys, adds, queries)
      }
      first += part
    }
  }

  @inlinable @inline(__always)
  static func mixColumns<V: LaneVector>(
    _ t: Triangle<V>, _ x: Rows<V>, width: Int, scale: V.Scalar, into y: Rows<V>, queries: Range<Int>
  ) {
    var first = 0
    while first < width {
      let part = min(8, width - first)
      let (xs, ys) = (Rows(x.base + first, stride: x.stride), Rows(y.base + first, stride: y.stride))
      switch part {
      case 8: Head<8, V>.mixColumns(t, xs, scale, ys, queries)
      case 7: Head<7, V>.mixColumns(t, xs, scale, ys, queries)
      case 6: Head<6, V>.mixColumns(t, xs, scale, ys, queries)
      case 5: Head<5, V>.mixColumns(t, xs, scale, ys, queries)
      case 4: Head<4, V>.mixColumns(t, xs, scale, ys, queries)
      case 3: Head<3, V>.mixColumns(t, xs, scale, ys, queries)
      case 2: Head<2, V>.mixColumns(t, xs, scale, ys, queries)
      default: Head<1, V>.mixColumns(t, xs, scale, ys, queries)
      }
      first += part
    }
  }
}

/// `D` features of a head, held in registers.
@usableFromInline
struct Head<let D: Int, V: LaneVector> {
  /// `t[query][key] (+)= scale x[query] . y[key]`.
  @inlinable @inline(__always)
  static func dots(
    _ x: Rows<V>, _ y: Rows<V>, _ scale: V.Scalar, _ t: Triangle<V>, _ adds: Bool, _ queries: Range<Int>
  ) {
    for query in queries {
      let (xs, row) = (x[query], t[query])
      var held = InlineArray<D, V>(repeating: V.zero)
      for d in 0..<D { held[d] = scale * xs[d] }
      for key in 0...query {
        let ys = y[key]
        var dot = adds ? row[key] : V.zero
        for d in 0..<D { dot = dot.addingProduct(held[d], ys[d]) }
        row[key] = dot
      }
    }
  }

  /// `y[query] (+)= scale * sum over keys of t[query][key] x[key]`.
  @inlinable @inline(__always)
  static func mixRows(
    _ t: Triangle<V>, _ x: Rows<V>, _ scale: V.Scalar, _ y: Rows<V>, _ adds: Bool, _ queries: Range<Int>
  ) {
    for query in queries {
      let (row, ys) = (t[query], y[query])
      var sum = InlineArray<D, V>(repeating: V.zero)
      for key in 0...query {
        let (weight, xs) = (row[key], x[key])
        for d in 0..<D { sum[d] = sum[d].addingProduct(weight, xs[d]) }
      }
      for d in 0..<D { ys[d] = adds ? ys[d].addingProduct(scale, sum[d]) : scale * sum[d] }
    }
  }

  /// `y[key] += scale * sum over queries of t[query][key] x[query]`, only queries at or after the key.
  @inlinable @inline(__always)
  static func mixColumns(_ t: Triangle<V>, _ x: Rows<V>, _ scale: V.Scalar, _ y: Rows<V>, _ queries: Range<Int>) {
    for key in 0..<queries.upperBound {
      let ys = y[key]
      var sum = InlineArray<D, V>(repeating: V.zero)
      for query in max(key, queries.lowerBound)..<queries.upperBound {
        let (weight, xs) = (t[query][key], x[query])
        for d in 0..<D { sum[d] = sum[d].addingProduct(weight, xs[d]) }
      }
      for d in 0..<D { ys[d] = ys[d].addingProduct(scale, sum[d]) }
    }
  }
}
